package io.angarium.server.engine;

/** What is in all queues and subscriptions together, and what open transactions have room reserved for. Owner: the engine's holder. */
final class Totals {
    private long messages;
    private long bytes;

    void add(int moreMessages, long moreBytes) {
        messages += moreMessages;
        bytes += moreBytes;
    }

    long messages() {
        return messages;
    }

    /** Of encoded messages, with the whole of bodies in parts. */
    long bytes() {
        return bytes;
    }
}
