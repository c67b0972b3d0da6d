package io.angarium.wire;

/** The limits that both sides check before they allocate or believe anything. Sizes in bytes. */
public final class Limits {
    /** Largest frame, length field excluded, that a peer accepts unless it announced less. */
    public static final int MAX_FRAME_BYTES = 64 * 1024 * 1024 + 64 * 1024;

    /** Largest frame before the handshake is complete. */
    public static final int MAX_HANDSHAKE_BYTES = 16 * 1024;

    /** Largest encoded message that may be sent. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    /** Largest encoded message in a delivery: a broker may have added properties to a message of the largest size. */
    public static final int MAX_DELIVERED_BYTES = MAX_MESSAGE_BYTES + 32 * 1024;

    /** Largest part of a body that travels in parts. */
    public static final int MAX_PART_BYTES = 256 * 1024;

    /** Destination, subscription, user and client names, in UTF-8. */
    public static final int MAX_NAME_BYTES = 1024;

    /** Largest key of an application for repeated sends, in UTF-8: brokers keep many. */
    public static final int MAX_DUPLICATE_KEY_BYTES = 255;

    /** A selector, in UTF-8. */
    public static final int MAX_SELECTOR_BYTES = 32 * 1024;

    /** An error text or reason, in UTF-8; longer ones are cut by the writer. */
    public static final int MAX_TEXT_BYTES = 8 * 1024;

    /** Ranges in one acknowledgement frame; a client sends several frames for more. */
    public static final int MAX_RANGES = 4096;

    /** Deliveries that one ASSIGN passes on. */
    public static final int MAX_ASSIGNED = 4096;

    /** Entries in one typed map of a management request or reply row. */
    public static final int MAX_MAP_ENTRIES = 4096;

    /** Rows in one management reply frame; more come in further frames. */
    public static final int MAX_ROWS = 4096;

    /** Branches in one reply to a scan; more come in further frames. */
    public static final int MAX_BRANCHES = 4096;

    private Limits() {}
}
