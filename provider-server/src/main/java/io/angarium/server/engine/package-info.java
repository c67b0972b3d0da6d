/**
 * The deterministic engine: all broker state and every decision about it. No threads, sockets, files, clocks or randomness.
 *
 * <p>Owner: whoever holds the engine, one thread at a time (see {@code io.angarium.server.host}). Inputs are the methods of {@link
 * io.angarium.server.engine.Engine}; outputs are {@link io.angarium.server.engine.Outputs} and {@link
 * io.angarium.server.engine.EffectLog}.
 */
@NullMarked
package io.angarium.server.engine;

import org.jspecify.annotations.NullMarked;
