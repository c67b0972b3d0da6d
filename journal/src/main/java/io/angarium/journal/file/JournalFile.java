package io.angarium.journal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file of a {@link JournalDisk}.
 *
 * <p>Threads: calls on different byte ranges may run at the same time; the callers see to it that a range has one writer.
 * Nothing written is durable before {@link #force()} has returned, and after a failed write or force nothing that was written
 * since the last good force may be believed.
 */
public interface JournalFile extends Closeable {
    /**
     * Writes all remaining bytes of the source at the offset, growing the file when needed, and moves the source's position to
     * its limit.
     *
     * @throws DiskFullIOException when the disk has no room
     * @throws IOException when the write failed otherwise; any part of it may have been made
     */
    void write(ByteBuffer source, long offset) throws IOException;

    /**
     * Reads into the target until it is full or the file ends, and returns the number of bytes read (0 at or behind the end).
     */
    int read(ByteBuffer target, long offset) throws IOException;

    /** Forces the file's bytes, and its length when that has changed, to the disk. */
    void force() throws IOException;

    /** Returns the length in bytes. */
    long size() throws IOException;

    /** Closes the file without forcing it. */
    @Override
    void close() throws IOException;
}
