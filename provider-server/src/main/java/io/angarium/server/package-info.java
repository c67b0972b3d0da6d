/**
 * The broker as a library: its public surface is here, its parts are in the packages below. Needs the wire and link
 * packages of the client, the journal, Netty and slf4j.
 */
@NullMarked
package io.angarium.server;

import org.jspecify.annotations.NullMarked;
