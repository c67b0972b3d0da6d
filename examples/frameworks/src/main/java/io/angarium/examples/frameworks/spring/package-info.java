/** Spring JMS: {@code JmsTemplate} over a {@code CachingConnectionFactory} to send, listener containers to receive. */
@NullMarked
package io.angarium.examples.frameworks.spring;

import org.jspecify.annotations.NullMarked;
