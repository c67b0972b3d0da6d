package io.angarium.wire;

import java.nio.ByteBuffer;

/**
 * Encodes and decodes the fields of one family of frames: what follows the type byte. Implementations are stateless. The codes of
 * {@link FrameType} stand here as constants, so that codecs branch by them without a table of the enumeration in each.
 */
interface FamilyCodec {
    int HELLO = 0x01;
    int WELCOME = 0x02;
    int GOODBYE = 0x03;
    int PING = 0x04;
    int PONG = 0x05;
    int SET_CLIENT_ID = 0x06;
    int CREATE_TEMPORARY = 0x07;
    int DELETE_TEMPORARY = 0x08;
    int SWITCH = 0x09;

    int OPEN_SESSION = 0x10;
    int CLOSE_SESSION = 0x11;
    int RECOVER = 0x12;
    int RESUME_SESSION = 0x13;
    int RECALL = 0x14;

    int OPEN_PRODUCER = 0x20;
    int CLOSE_PRODUCER = 0x21;
    int SEND = 0x22;
    int CONFIRMED = 0x23;
    int SEND_REFUSED = 0x24;
    int PRODUCER_CREDIT = 0x25;
    int STORE_PART = 0x26;

    int OPEN_CONSUMER = 0x30;
    int CLOSE_CONSUMER = 0x31;
    int CREDIT = 0x32;
    int DRAIN = 0x33;
    int DELIVER = 0x34;
    int ACKNOWLEDGE = 0x35;
    int HANDED_OVER = 0x36;
    int BROWSE_END = 0x37;
    int CONSUMER_CLOSED = 0x38;
    int UNSUBSCRIBE = 0x39;
    int ASSIGN = 0x3a;
    int FETCH_PART = 0x3b;
    int TIMING = 0x3c;

    int COMMIT = 0x40;
    int ROLLBACK = 0x41;

    int MANAGE = 0x50;

    int OK = 0x60;
    int FAILED = 0x61;
    int ROWS = 0x62;
    int XA_RESULT = 0x63;
    int XA_BRANCHES = 0x64;
    int PART = 0x65;

    int XA_START = 0x70;
    int XA_END = 0x71;
    int XA_PREPARE = 0x72;
    int XA_COMMIT = 0x73;
    int XA_ROLLBACK = 0x74;
    int XA_FORGET = 0x75;
    int XA_RECOVER = 0x76;

    /**
     * Exact number of bytes of the fields.
     *
     * @throws WireException if a field exceeds its limit
     */
    int size(FrameType type, Frame frame);

    /**
     * Writes the fields.
     *
     * @throws WireException if a field exceeds its limit
     */
    void encode(FrameType type, Frame frame, ByteBuffer out);

    /**
     * Reads the fields; the caller checks that nothing is left.
     *
     * @throws WireException if they break the protocol
     */
    Frame decode(FrameType type, WireInput in);

    /** What a codec answers to a type of another family: a bug of the type's table. */
    static IllegalArgumentException foreign(FrameType type) {
        return new IllegalArgumentException(type + " is of another family");
    }
}
