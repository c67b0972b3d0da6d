/**
 * Connections, sessions, producers, consumers and browsers of the classic API, put together from the sending and receiving parts.
 */
@NullMarked
package io.angarium.jms.session;

import org.jspecify.annotations.NullMarked;
