package io.angarium.journal;

/**
 * A place of the log from which it can be replayed: a batch begins there.
 *
 * @param position the logical position
 * @param effects number of effects in front of it in its segment
 */
public record CheckpointMark(long position, int effects) {}
