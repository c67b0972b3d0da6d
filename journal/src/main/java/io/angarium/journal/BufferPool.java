package io.angarium.journal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Direct write buffers of one size, kept for reuse up to a number. Guarded by the lock of its owner. */
final class BufferPool {
    private static final int KEPT = 8;

    private final int bytes;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(KEPT);

    BufferPool(int bytes) {
        this.bytes = bytes;
    }

    /** Returns a buffer of at least the needed size: the usual one, or one made to measure. */
    ByteBuffer take(int needed) {
        if (needed > bytes) {
            return ByteBuffer.allocateDirect(needed);
        }
        ByteBuffer kept = free.pollFirst();
        return kept != null ? kept : ByteBuffer.allocateDirect(bytes);
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() == bytes && free.size() < KEPT) {
            free.addFirst(buffer);
        }
    }
}
