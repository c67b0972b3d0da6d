package io.angarium.wire;

/**
 * Checks what a broker relies on and passes on: the header and the properties section as a whole. {@link FrameCodec} does it
 * for each SEND, so it allocates next to nothing; the body is for its receiver to check. Stateless.
 */
public final class MessageCheck {
    private MessageCheck() {}

    /** @throws WireException if the header or the properties section is malformed */
    public static void check(EncodedMessage message) {
        header(MessageReader.headerInput(message));
        if (message.propertiesLength() > 0) {
            properties(MessageReader.propertiesInput(message));
        }
    }

    private static void header(WireInput in) {
        destination(in, "destination", in.u8("destination"));
        int replyTo = in.u8("replyTo");
        if (replyTo != MessageReader.NO_DESTINATION) {
            destination(in, "replyTo", replyTo);
        }
        nullableString(in, "messageId");
        nullableString(in, "type");
        switch (in.code("correlationId", 3)) {
            case MessageReader.CORRELATION_STRING -> string(in, "correlationId", WireInput.MAX_STRING_BYTES, 0);
            case MessageReader.CORRELATION_BYTES -> in.skip("correlationId", in.u16("correlationId"));
            default -> {}
        }
        in.end();
    }

    private static void destination(WireInput in, String field, int kind) {
        if (kind > Destination.Kind.TEMPORARY_TOPIC.code()) {
            throw in.error(field, "unknown destination kind " + kind);
        }
        string(in, field, Limits.MAX_NAME_BYTES, 1);
    }

    private static void nullableString(WireInput in, String field) {
        int length = in.u16(field);
        if (length != WireInput.NULL_STRING) {
            in.checkUtf8(field, length);
        }
    }

    private static void string(WireInput in, String field, int most, int least) {
        int length = in.u16(field);
        if (length < least || length > most) {
            throw in.error(field, length + " bytes is not " + least + " to " + most);
        }
        in.checkUtf8(field, length);
    }

    private static void properties(WireInput in) {
        int count = in.count16("count", MessageReader.LEAST_ENTRY_BYTES, MessageReader.MAX_PROPERTIES);
        for (int i = 0; i < count; i++) {
            string(in, "name", WireInput.MAX_STRING_BYTES, 1);
            TypedValues.check(in, "value");
        }
        in.end();
    }
}
