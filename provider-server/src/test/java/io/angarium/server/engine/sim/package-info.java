/**
 * A seeded simulation of the engine: random clients, a journal on a disk that loses power, and a model that says what may be seen.
 *
 * <p>{@link io.angarium.server.engine.sim.Simulation} makes the choices, {@link io.angarium.server.engine.sim.SimBroker} hosts the
 * engine, {@link io.angarium.server.engine.sim.Model} keeps the plain lists, and {@link io.angarium.server.engine.sim.AppLedger}
 * keeps, apart from it, what applications know. One thread, no clock, no sleep.
 */
package io.angarium.server.engine.sim;
