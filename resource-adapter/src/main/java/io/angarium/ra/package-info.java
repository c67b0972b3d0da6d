/**
 * The resource adapter, Jakarta Connectors 2.1: what {@code ra.xml} names first. Knows {@code angarium-jms-client} and the APIs of
 * Jakarta EE, never the server.
 */
@NullMarked
package io.angarium.ra;

import org.jspecify.annotations.NullMarked;
