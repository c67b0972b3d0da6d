/**
 * Hosts of the engine: who runs it, when its round ends, when the journal is forced, and what happens when either fails.
 *
 * <p>{@link io.angarium.server.host.EngineHost} lets one thread at a time in, whichever brought input and found the engine free. Two threads
 * of its own stand by: the forcer ({@link io.angarium.server.host.ForcerAgent}), which forces the journal when no bringer of input
 * should, and the housekeeper ({@link io.angarium.server.host.HousekeeperAgent}), which keeps the engine's appointments. Knows neither sockets nor files:
 * connections are {@link io.angarium.server.host.Outlet}s, the journal is an {@link io.angarium.server.host.ForcePoint}.
 */
@NullMarked
package io.angarium.server.host;

import org.jspecify.annotations.NullMarked;
