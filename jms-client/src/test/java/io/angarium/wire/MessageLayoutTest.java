package io.angarium.wire;

import static io.angarium.wire.testing.WireBytes.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.angarium.wire.testing.FrameSamples;
import io.angarium.wire.testing.WireBytes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages written by hand, right and wrong ones. */
@Timeout(60)
class MessageLayoutTest {
    private static final WireBytes PLAIN =
            bytes().u8(0).string("q").u8(255).nullString().nullString().u8(0);

    @Test
    void builderWritesWhatTheDocumentSays() {
        Map<String, Object> values = FrameSamples.values();
        WireBytes header = bytes().u8(1)
                .string("news")
                .u8(2)
                .string("answers")
                .string("ID:1")
                .string("T");
        header.u8(2).u16(2).raw((byte) 1, (byte) 2);
        WireBytes properties = bytes().u16(values.size()).entries(values);
        WireBytes expected = bytes().u8(1).u8(1).u8(1).u8(9);
        expected.i32(header.payload().length).i32(properties.payload().length).i64(77);
        expected.raw(header).raw(properties).raw("Grüße".getBytes(UTF_8));

        EncodedMessage built = new MessageBuilder()
                .destination(Destination.topic("news"))
                .replyTo(new Destination(Destination.Kind.TEMPORARY_QUEUE, "answers"))
                .messageId("ID:1")
                .type("T")
                .correlationIdBytes(new byte[] {1, 2})
                .priority(9)
                .timestamp(77)
                .properties(values)
                .text("Grüße")
                .build();

        assertThat(built.array()).isEqualTo(expected.payload());
    }

    @Test
    void bodiesAreWhatTheDocumentSays() {
        MessageBuilder builder = new MessageBuilder().destination(Destination.queue("q"));
        Map<String, Object> values = FrameSamples.values();

        assertThat(builder.map(values).build().body())
                .isEqualTo(bytes().i32(values.size()).entries(values).buffer());
        assertThat(builder.stream(FrameSamples.nonNullValues()).build().body())
                .isEqualTo(values(FrameSamples.nonNullValues()).buffer());
        assertThat(builder.text("\uD800a").build().body())
                .isEqualTo(bytes().u16(0xD800).u16('a').buffer());
        assertThat(builder.nullBody(BodyKind.TEXT).build().array()[2]).isEqualTo((byte) 3);
    }

    private static WireBytes values(List<Object> values) {
        WireBytes bytes = bytes();
        values.forEach(bytes::value);
        return bytes;
    }

    @Test
    void plainMessageByHandIsRead() {
        EncodedMessage message = message(BodyKind.NONE, PLAIN, bytes(), bytes());

        assertThat(MessageReader.header(message))
                .isEqualTo(new MessageHeader(Destination.queue("q"), null, null, null, null));
        MessageCheck.check(message);
    }

    @Test
    void ofEntriesWithTheSameNameTheFirstCounts() {
        WireBytes twice = bytes().u16(2).string("k").value(1).string("k").value(2);
        EncodedMessage message = message(BodyKind.NONE, PLAIN, twice, bytes());

        MessageCheck.check(message);
        assertThat(MessageReader.properties(message)).isEqualTo(Map.of("k", 1));
        assertThat(PropertyFinder.find(message, "k".getBytes(UTF_8))).isEqualTo(1);
        assertThat(MessageReader.properties(message.withProperties(Map.of()))).isEqualTo(Map.of("k", 1));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("headers")
    void malformedHeaderIsRejected(WireBytes header, String error) {
        EncodedMessage message = message(BodyKind.NONE, header, bytes(), bytes());

        assertThatThrownBy(() -> MessageReader.header(message))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("message header");
        assertThatThrownBy(() -> MessageCheck.check(message))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("message header." + error);
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments(bytes(), "destination before byte 0"),
                arguments(bytes().u8(255), "destination before byte 1: unknown destination kind 255"),
                arguments(bytes().u8(4).string("q"), "destination before byte 1: unknown destination kind 4"),
                arguments(bytes().u8(0).string(""), "destination before byte 3: 0 bytes"),
                arguments(bytes().u8(0).string("q".repeat(1025)), "destination before byte 3: 1025 bytes"),
                arguments(bytes().u8(0).u16(9).u8('q'), "destination before byte 3: needs 9 bytes, has 1"),
                arguments(bytes().u8(0).string("q").u8(4), "replyTo before byte 5: unknown destination kind 4"),
                arguments(bytes().u8(0).string("q").u8(255).u16(5), "messageId before byte 7"),
                arguments(bytes().u8(0).string("q").u8(255).u16(1).u8(0xFF).nullString(), "messageId before byte 7"),
                arguments(bytes().u8(0).string("q").u8(255).nullString().u16(1), "type before byte 9"),
                arguments(bytes().raw(PLAIN).u8(0), "end before byte 10: 1 bytes too many"),
                arguments(
                        bytes().u8(0)
                                .string("q")
                                .u8(255)
                                .nullString()
                                .nullString()
                                .u8(3),
                        "correlationId before byte 10: unknown code 3"),
                arguments(
                        bytes().u8(0)
                                .string("q")
                                .u8(255)
                                .nullString()
                                .nullString()
                                .u8(1)
                                .u16(65535),
                        "correlationId before byte 12: 65535 bytes"),
                arguments(
                        bytes().u8(0)
                                .string("q")
                                .u8(255)
                                .nullString()
                                .nullString()
                                .u8(2)
                                .u16(2)
                                .u8(1),
                        "correlationId before byte 12: needs 2 bytes, has 1"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("properties")
    void malformedPropertiesAreRejected(WireBytes properties, String error) {
        EncodedMessage message = message(BodyKind.NONE, PLAIN, properties, bytes());

        assertThatThrownBy(() -> MessageReader.properties(message))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("message properties." + error);
        assertThatThrownBy(() -> MessageCheck.check(message))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("message properties.");
        assertThatThrownBy(() -> message.withProperties(Map.of())).isInstanceOf(WireException.class);
    }

    static Stream<Arguments> properties() {
        return Stream.of(
                arguments(bytes().u8(0), "count before byte 0: needs 2 bytes, has 1"),
                arguments(bytes().u16(65535), "count before byte 2: 65535 announced"),
                arguments(bytes().u16(0).u8(0), "end before byte 2: 1 bytes too many"),
                arguments(bytes().u16(1).string("").value(1), "name before byte 4: is empty"),
                arguments(bytes().u16(1).u16(1).u8(0xFF).value(1), "name before byte 4: malformed UTF-8"),
                arguments(bytes().u16(1).string("k").u8(12), "value before byte 6: unknown value type 12"),
                arguments(bytes().u16(1).string("k").u8(6).i32(1), "value before byte 6: needs 8 bytes, has 4"),
                arguments(bytes().u16(1).string("k").u8(9).i32(1), "value before byte 10: 1 announced, 0 bytes left"),
                arguments(bytes().u16(1).string("k").u8(11).i32(1).u8(0), "value before byte 10: 1 bytes of UTF-16"),
                arguments(bytes().u16(1).string("k").u8(1).u8(2), "value before byte 7: unknown code 2"),
                arguments(bytes().u16(1).string("k").u8(9).i32(1).u8(0x80), "value before byte 10: malformed UTF-8"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("searches")
    void finderRejectsWhatItMeets(WireBytes properties, String what) {
        EncodedMessage message = message(BodyKind.NONE, PLAIN, properties, bytes());

        assertThatThrownBy(() -> PropertyFinder.find(message, "k".getBytes(UTF_8)))
                .as(what)
                .isInstanceOf(WireException.class);
    }

    static Stream<Arguments> searches() {
        return Stream.of(
                arguments(bytes().u8(0), "no room for the count"),
                arguments(bytes().u16(1), "no room for the name's length"),
                arguments(bytes().u16(1).u16(5).u8('k'), "no room for the name"),
                arguments(bytes().u16(1).u16(1).u8('k'), "no room for the value's type"),
                arguments(bytes().u16(1).string("x").u8(12).i64(0), "unknown type before the one that is searched"),
                arguments(bytes().u16(1).string("k").u8(6).i32(0), "no room for a long"),
                arguments(bytes().u16(1).string("k").u8(9).u16(0), "no room for a text's length"),
                arguments(bytes().u16(1).string("k").u8(9).i32(-1), "negative length"),
                arguments(
                        bytes().u16(1).string("k").u8(9).i32(Integer.MAX_VALUE).u8(0), "lying length"),
                arguments(bytes().u16(1).string("k").u8(9).i32(1).u8(0x80), "malformed text"));
    }

    @Test
    void bodiesOfAnotherKindOrMalformedOnesAreRejected() {
        EncodedMessage text = message(BodyKind.TEXT, PLAIN, bytes(), bytes().u8(0x80));
        EncodedMessage wide = message(BodyKind.TEXT_UTF16, PLAIN, bytes(), bytes().u8(0x80));
        EncodedMessage map = message(BodyKind.MAP, PLAIN, bytes(), bytes().i32(Integer.MAX_VALUE));
        EncodedMessage longMap =
                message(BodyKind.MAP, PLAIN, bytes(), bytes().i32(0).u8(0));
        EncodedMessage stream =
                message(BodyKind.STREAM, PLAIN, bytes(), bytes().u8(10).i32(Integer.MAX_VALUE));

        for (EncodedMessage message : List.of(text, wide, map, longMap, stream)) {
            assertThatThrownBy(() -> readAs(message, message.bodyKind())).isInstanceOf(WireException.class);
            int other = message == stream ? BodyKind.MAP : BodyKind.STREAM;
            assertThatThrownBy(() -> readAs(message, other))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("kind");
        }
        assertThatThrownBy(() -> MessageReader.text(map)).isInstanceOf(WireException.class);
    }

    private static void readAs(EncodedMessage message, int kind) {
        switch (kind) {
            case BodyKind.MAP -> MessageReader.map(message);
            case BodyKind.STREAM -> MessageReader.stream(message);
            default -> MessageReader.text(message);
        }
    }

    @Test
    void messagesWithTheSameBytesAreEqual() {
        EncodedMessage one = message(BodyKind.NONE, PLAIN, bytes(), bytes());
        EncodedMessage same = message(BodyKind.NONE, PLAIN, bytes(), bytes());

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(message(BodyKind.BYTES, PLAIN, bytes(), bytes()));
        assertThat(one).hasToString("message of 30 bytes");
    }

    private static EncodedMessage message(int kind, WireBytes header, WireBytes properties, WireBytes body) {
        WireBytes message = bytes().u8(1).u8(kind).u8(1).u8(4);
        message.i32(header.payload().length).i32(properties.payload().length).i64(0);
        return EncodedMessage.of(message.raw(header).raw(properties).raw(body).payload());
    }
}
