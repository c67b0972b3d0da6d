package io.angarium.examples.benchmark.measure;

import java.nio.ByteBuffer;

/**
 * What the first bytes of every body say, big-endian: {@code run:int producer:int sequence:long due:long}.
 *
 * @param run number of the run, so that a message left over from another one is recognised
 * @param producer which producer of the run
 * @param sequence from 0 for each producer
 * @param due {@link System#nanoTime} of the moment when it was to be sent
 */
public record Stamp(int run, int producer, long sequence, long due) {
    /** Length of the stamp, and of the shortest body. */
    public static final int BYTES = 24;

    private static final int PRODUCER = 4;
    private static final int SEQUENCE = 8;
    private static final int DUE = 16;

    /** Puts it at the beginning of a body. */
    public void into(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        buffer.putInt(0, run)
                .putInt(PRODUCER, producer)
                .putLong(SEQUENCE, sequence)
                .putLong(DUE, due);
    }

    /** Reads it back. */
    public static Stamp of(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        return new Stamp(buffer.getInt(0), buffer.getInt(PRODUCER), buffer.getLong(SEQUENCE), buffer.getLong(DUE));
    }
}
