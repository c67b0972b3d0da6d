package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame.Credit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one consumer grants credit: the whole at first, and again what was used when that is half of it; or, without prefetching,
 * one message whenever one is wanted. Returns the frame to be sent, or null. Guarded by its own lock.
 */
final class Prefetch {
    private final int consumer;
    private final int most;
    private int messages; // guarded by this
    private final int bytes;
    private boolean granted; // guarded by this
    private int usedMessages; // guarded by this
    private long usedBytes; // guarded by this

    /**
     * @param consumer its number
     * @param messages how many to hold ready, 0 to fetch one at a time when it is wanted
     * @param bytes how many encoded bytes to hold ready, at least 1
     */
    Prefetch(int consumer, int messages, int bytes) {
        this.consumer = consumer;
        this.messages = messages;
        most = messages;
        this.bytes = Math.max(1, bytes);
    }

    /** Fetches one whenever one is wanted from now on, or as it was made. */
    synchronized void oneAtATime(boolean one) {
        messages = one ? 0 : most;
    }

    /** Whether it is so: then nothing is to be held that nobody waits for. */
    synchronized boolean oneAtATime() {
        return messages <= 0;
    }

    /** The first credit, if it has not been granted. */
    synchronized @Nullable Credit first() {
        if (granted) {
            return null;
        }
        granted = true;
        return new Credit(consumer, Math.max(1, messages), bytes);
    }

    /** Counts a message that left the inbox. */
    synchronized @Nullable Credit used(int size) {
        if (!granted) {
            return null;
        }
        if (messages <= 0) {
            granted = false;
            return null;
        }
        usedMessages++;
        usedBytes += size;
        if (2L * usedMessages < messages && 2L * usedBytes < bytes) {
            return null;
        }
        Credit credit = new Credit(consumer, usedMessages, (int) Math.min(usedBytes, Integer.MAX_VALUE));
        usedMessages = 0;
        usedBytes = 0;
        return credit;
    }

    /** The broker has set the credit to zero. */
    synchronized void reset() {
        granted = false;
        usedMessages = 0;
        usedBytes = 0;
    }
}
