package io.angarium.examples.benchmark.run;

/**
 * Largest heaps, as {@code -Xmx} takes them; the same for all providers.
 *
 * @param broker of each broker
 * @param driver of each client
 */
public record Heaps(String broker, String driver) {}
