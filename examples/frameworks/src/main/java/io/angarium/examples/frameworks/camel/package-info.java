/** Apache Camel: routes from and to queues by its JMS component. */
@NullMarked
package io.angarium.examples.frameworks.camel;

import org.jspecify.annotations.NullMarked;
