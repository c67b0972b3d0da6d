package io.angarium.examples.benchmark.run;

import java.util.List;

/**
 * One line of the table.
 *
 * @param id its name, which is that of its scenario
 * @param title what is measured
 * @param unit of the rate
 * @param marks what is to be reached
 * @param persistent whether every confirmation needs the disk, so that flushes are counted
 * @param seconds length of a full window
 */
public record Row(String id, String title, String unit, List<Mark> marks, boolean persistent, double seconds) {}
