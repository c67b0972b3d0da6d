/**
 * Sockets: event loops, connections, and the way of bytes to frames and back, over TCP or, for clients on this machine, a Unix domain socket. The only server
 * package that knows Netty.
 *
 * <p>A connection belongs to one event loop, whose thread does everything with it; only {@link io.angarium.server.transport.Outflow} is offered frames by other
 * threads. What all connections of a loop read in one turn goes to the engine together, see {@link io.angarium.server.transport.LoopBatch}.
 */
@NullMarked
package io.angarium.server.transport;

import org.jspecify.annotations.NullMarked;
