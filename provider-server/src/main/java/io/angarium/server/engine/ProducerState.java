package io.angarium.server.engine;

/** One producer of a session: where it sends to and what it may still send. Owner: the engine's holder. */
final class ProducerState {
    private final int id;
    private final SessionState session;
    private Target target;
    private long sentMessages;
    private long sentBytes;
    private long grantedMessages;
    private long grantedBytes;

    ProducerState(int id, SessionState session, Target target) {
        this.id = id;
        this.session = session;
        this.target = target;
    }

    int id() {
        return id;
    }

    SessionState session() {
        return session;
    }

    Target target() {
        return target;
    }

    /** Another takes the place of a deleted one. */
    void target(Target again) {
        target = again;
    }

    void sent(int size) {
        sentMessages++;
        sentBytes += size;
    }

    /** False if the client has sent beyond its limits before this message. */
    boolean withinCredit() {
        return sentMessages < grantedMessages && sentBytes < grantedBytes;
    }

    boolean hasLessThan(long messages, long bytes) {
        return grantedMessages - sentMessages < messages || grantedBytes - sentBytes < bytes;
    }

    void grant(long messages, long bytes) {
        grantedMessages = Math.max(grantedMessages, sentMessages + messages);
        grantedBytes = Math.max(grantedBytes, sentBytes + bytes);
    }

    long grantedMessages() {
        return grantedMessages;
    }

    long grantedBytes() {
        return grantedBytes;
    }
}
