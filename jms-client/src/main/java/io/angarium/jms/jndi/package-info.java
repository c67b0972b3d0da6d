/**
 * JNDI without a server: connection factories, queues and topics from the properties of an initial context, and the object factory that
 * brings our administered objects back from foreign naming services.
 *
 * <p>Knows {@code javax.naming} and the administered objects of {@code io.angarium.jms}; opens no connection.
 */
@NullMarked
package io.angarium.jms.jndi;

import org.jspecify.annotations.NullMarked;
