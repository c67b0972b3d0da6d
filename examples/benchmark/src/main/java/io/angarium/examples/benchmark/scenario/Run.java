package io.angarium.examples.benchmark.scenario;

import java.time.Duration;

/**
 * One repetition.
 *
 * @param number different for each run on the same broker; every message carries it
 * @param ramp load that does not count yet
 * @param length of the window that counts
 */
public record Run(int number, Duration ramp, Duration length) {}
