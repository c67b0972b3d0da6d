package io.angarium.jms.reconnect;

import io.angarium.wire.ProducerFrame;

/** An open producer: its frame, and what it has sent, since its credit counts from its opening. Guarded by its {@link Conversation}. */
final class ProducerEntry {
    private final ProducerFrame.OpenProducer frame;
    private final SessionLog session;
    private long messages;
    private long bytes;
    private long baseMessages;
    private long baseBytes;

    ProducerEntry(ProducerFrame.OpenProducer frame, SessionLog session) {
        this.frame = frame;
        this.session = session;
    }

    ProducerFrame.OpenProducer frame() {
        return frame;
    }

    SessionLog session() {
        return session;
    }

    void sent(int size) {
        messages++;
        bytes += size;
    }

    void withdrawn(int size) {
        messages--;
        bytes -= size;
    }

    /** The broker counts from zero again. */
    void reopened() {
        baseMessages = messages;
        baseBytes = bytes;
    }

    /** Credit as the application's side counts it. */
    ProducerFrame.ProducerCredit credit(ProducerFrame.ProducerCredit fromBroker) {
        if (baseMessages == 0) {
            return fromBroker;
        }
        return new ProducerFrame.ProducerCredit(
                fromBroker.producer(),
                saturated(fromBroker.messages(), baseMessages),
                saturated(fromBroker.bytes(), baseBytes));
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
