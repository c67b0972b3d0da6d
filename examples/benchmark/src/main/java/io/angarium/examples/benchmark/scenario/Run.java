package io.angarium.examples.benchmark.scenario;

import java.time.Duration;

/**
 * One repetition.
 *
 * @param number different for each run on the same broker; every message carries it
 * @param ramp load that does not count yet
 * @param length of the window that counts
 * @param volume how much, for scenarios that do a fixed amount and not a window
 * @param counting whether to count flushes and allocations and nothing else
 */
public record Run(int number, Duration ramp, Duration length, int volume, boolean counting) {}
