package io.angarium.journal;

import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sliding view of one file at a time, read in large pieces. Owned by one thread. */
final class ReadWindow {
    private static final int INITIAL_BYTES = 1 << 18;

    private @Nullable JournalFile file;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_BYTES);
    private ByteBuffer view = buffer.asReadOnlyBuffer();
    private long start;
    private int filled;

    /** Turns to a file; nothing of it is in the window yet. */
    void turnTo(JournalFile next) {
        file = next;
        start = 0;
        filled = 0;
    }

    /** Brings {@code [offset, offset + length)} into the buffer; false if the file ends before. */
    boolean cover(long offset, int length) throws IOException {
        if (offset >= start && offset + length <= start + filled) {
            return true;
        }
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(length);
            view = buffer.asReadOnlyBuffer();
        }
        buffer.clear();
        start = offset;
        filled = Objects.requireNonNull(file).read(buffer, offset);
        return filled >= length;
    }

    /** Returns how many bytes from an offset on are in the buffer, after it has been covered. */
    int available(long offset) {
        return (int) (start + filled - offset);
    }

    /** Returns the buffer; absolute reads only need {@link #index}, its position and limit mean nothing. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Returns where in the buffer an offset of the file is. */
    int index(long offset) {
        return (int) (offset - start);
    }

    /** Returns a read-only buffer whose remaining bytes are the given ones; the same object each time. */
    ByteBuffer view(long offset, int length) {
        int index = index(offset);
        return view.clear().limit(index + length).position(index);
    }
}
