package io.angarium.wire;

/** Why a request was refused or a connection closed. The client translates each at one border into the exception of the specification. */
public enum ErrorCode {
    /** Bytes or order of frames break the protocol. */
    PROTOCOL(1),
    /** No common protocol version. */
    VERSION(2),
    /** User unknown or password wrong. */
    AUTHENTICATION(3),
    /** The user may not do this. */
    NOT_AUTHORIZED(4),
    /** Client identifier missing, malformed or in use. */
    INVALID_CLIENT_ID(5),
    /** Destination unknown, malformed, or of a kind that does not allow this. */
    INVALID_DESTINATION(6),
    /** Selector not valid; the text carries the position. */
    INVALID_SELECTOR(7),
    /** Destination or subscription has active consumers. */
    IN_USE(8),
    /** Named thing does not exist (subscription, session, user, message). */
    NOT_FOUND(9),
    /** Named thing exists already. */
    EXISTS(10),
    /** A limit of memory, disk, count or size was reached. */
    RESOURCE_LIMIT(11),
    /** Message larger than the broker takes. */
    MESSAGE_TOO_LARGE(12),
    /** The transaction was rolled back. */
    TRANSACTION_ROLLED_BACK(13),
    /** The request does not fit the state of its session, consumer or transaction. */
    ILLEGAL_STATE(14),
    /** The broker is stopping; a reconnect later will do. */
    STOPPING(15),
    /** The journal stopped after a failed write or force; nothing unconfirmed may be believed. */
    JOURNAL_FAILED(16),
    /** The peer was silent for too long. */
    TIMEOUT(17),
    /** Request or argument known to no one here. */
    UNSUPPORTED(18),
    /** A bug of the broker; its log has the details. */
    INTERNAL(19),
    /** Whether a send or commit from before a reconnect took effect is no longer known here; it was not done again. */
    OUTCOME_UNKNOWN(20),
    /** Only to a HELLO that has asked for it: the text is the path of a Unix domain socket, over which to say it again. */
    LOCAL_SOCKET(21);

    private static final ErrorCode[] ALL = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The error of a number; an unknown number (a newer peer's) is {@link #INTERNAL}. */
    public static ErrorCode of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : INTERNAL;
    }
}
