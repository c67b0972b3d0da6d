package io.angarium.jms.sending;

import io.angarium.jms.channel.ProducerSink;

/**
 * The credit of one wire producer. The limits are set on the reading thread; what was sent is counted under the session's send lock and
 * may be read by anyone.
 */
final class ProducerWindow implements ProducerSink {
    private volatile long messageLimit;
    private volatile long byteLimit;
    private volatile long messages;
    private volatile long bytes;
    private boolean retired; // under the send lock

    @Override
    public void credit(long newMessageLimit, long newByteLimit) {
        messageLimit = newMessageLimit;
        byteLimit = newByteLimit;
    }

    /** Whether one more message may be sent. */
    boolean open() {
        return messages < messageLimit && bytes < byteLimit;
    }

    /** Nothing may be sent any more; called under the send lock only. */
    void retire() {
        retired = true;
    }

    /** Whether {@link #retire} was called; under the send lock only. */
    boolean isRetired() {
        return retired;
    }

    /** Counts a message; called under the send lock only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time: the holder of the send lock
    void spend(int size) {
        messages++;
        bytes += size;
    }
}
