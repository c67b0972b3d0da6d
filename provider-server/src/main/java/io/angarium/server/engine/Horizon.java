package io.angarium.server.engine;

/**
 * The durable dispatch horizon of one queue: journalled messages with ids below it may have been handed to a consumer before an
 * unclean stop. Nothing at or above it is delivered. Owner: the engine's holder.
 */
final class Horizon {
    /** How far ahead it is moved, in bytes of the journal: the price is that so much comes back flagged that was never seen. */
    static final long STRIDE = 4L * 1024 * 1024;

    private long appended;
    private long durable;
    private int pending;

    /** Whether a message may be delivered. */
    boolean covers(long id) {
        return id < durable;
    }

    /** Whether a record that covers this message is yet to be appended. */
    boolean lacks(long id) {
        return id >= appended;
    }

    /** Whether it should be moved soon: the message is in the second half of the last stride. */
    boolean near(long id) {
        return id >= appended - STRIDE / 2;
    }

    /** A record with this value has been appended. */
    void appended(long below) {
        appended = below;
        pending++;
    }

    /** A record with this value has become durable. */
    void durable(long below) {
        durable = Math.max(durable, below);
        pending--;
    }

    /** Whether a record is on its way to the disk. */
    boolean moving() {
        return pending > 0;
    }

    /** The value found by recovery. */
    void recovered(long below) {
        appended = below;
        durable = below;
    }

    long value() {
        return appended;
    }
}
