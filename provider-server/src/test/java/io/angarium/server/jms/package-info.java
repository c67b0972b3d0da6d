/** The client against a real broker, over {@code vm://} and over a socket. */
package io.angarium.server.jms;
