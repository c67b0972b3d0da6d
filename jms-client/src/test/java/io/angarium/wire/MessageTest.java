package io.angarium.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.testing.FrameSamples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final MessageBuilder builder = new MessageBuilder().destination(ORDERS);

    @Test
    void headerComesBack() {
        Destination answers = new Destination(Destination.Kind.TEMPORARY_TOPIC, "answers");
        EncodedMessage message = builder.persistent(false)
                .priority(7)
                .timestamp(-5)
                .replyTo(answers)
                .messageId("ID:1")
                .type("Grüße")
                .correlationId("c")
                .build();

        assertThat(message.persistent()).isFalse();
        assertThat(message.priority()).isEqualTo(7);
        assertThat(message.timestamp()).isEqualTo(-5);
        assertThat(MessageReader.header(message)).isEqualTo(new MessageHeader(ORDERS, answers, "ID:1", "Grüße", "c"));
        assertThat(MessageReader.destination(message)).isEqualTo(ORDERS);
        assertThat(MessageReader.replyTo(message)).isEqualTo(answers);
        assertThat(MessageReader.messageId(message)).isEqualTo("ID:1");
        assertThat(MessageReader.type(message)).isEqualTo("Grüße");
        assertThat(MessageReader.correlationId(message)).isEqualTo("c");
        MessageCheck.check(message);
    }

    @Test
    void headerOfDefaultsHasNulls() {
        EncodedMessage message = builder.build();

        assertThat(message.persistent()).isTrue();
        assertThat(message.priority()).isEqualTo(4);
        assertThat(message.bodyKind()).isEqualTo(BodyKind.NONE);
        assertThat(MessageReader.header(message)).isEqualTo(new MessageHeader(ORDERS, null, null, null, null));
        assertThat(MessageReader.replyTo(message)).isNull();
        assertThat(MessageReader.messageId(message)).isNull();
        assertThat(MessageReader.type(message)).isNull();
        assertThat(MessageReader.correlationId(message)).isNull();
        assertThat(MessageReader.properties(message)).isEmpty();
        assertThat(message.propertiesLength()).isZero();
        MessageCheck.check(message);
    }

    @Test
    void correlationIdCanBeBytes() {
        EncodedMessage message =
                builder.correlationIdBytes(new byte[] {1, -1, 0}).build();

        assertThat(MessageReader.correlationId(message)).isEqualTo(new byte[] {1, -1, 0});
        MessageCheck.check(message);
    }

    @Test
    void longestIdentifiersComeBackAndLongerOnesAreRefused() {
        String longest = "i".repeat(65534);
        EncodedMessage message =
                builder.messageId(longest).type(longest).correlationId(longest).build();

        assertThat(MessageReader.header(message)).isEqualTo(new MessageHeader(ORDERS, null, longest, longest, longest));
        assertThatThrownBy(() -> builder.messageId(longest + "i").build())
                .isInstanceOf(WireException.class)
                .hasMessageContaining("65535");
        assertThatThrownBy(() -> builder.messageId(null)
                        .correlationIdBytes(new byte[65535])
                        .build())
                .isInstanceOf(WireException.class);
    }

    @Test
    void propertiesOfAllTypesComeBackInOrder() {
        EncodedMessage message = builder.properties(FrameSamples.values()).build();

        Map<String, Object> back = MessageReader.properties(message);

        assertThat(back).isEqualTo(FrameSamples.values());
        assertThat(back.keySet())
                .containsExactlyElementsOf(FrameSamples.values().keySet());
        MessageCheck.check(message);
    }

    @Test
    void finderFindsWhatTheMapHas() {
        Map<String, Object> values = FrameSamples.values();
        values.put("bytes", new byte[] {1, 2});
        EncodedMessage message = builder.properties(values).build();

        values.forEach((name, value) -> assertThat(PropertyFinder.find(message, name.getBytes(UTF_8)))
                .as(name.length() > 20 ? "…" : name)
                .isEqualTo(value));
        assertThat(PropertyFinder.find(message, "tex".getBytes(UTF_8))).isNull();
        assertThat(PropertyFinder.find(message, new byte[0])).isNull();
        assertThat(PropertyFinder.find(builder.properties(Map.of()).build(), "text".getBytes(UTF_8)))
                .isNull();
    }

    @Test
    void textOfAnyCharactersComesBack() {
        char[] all = new char[65536];
        Arrays.setAll(new Object[all.length], i -> all[i] = (char) i);
        String pairs = new String(Character.toChars(0x10000)) + new String(Character.toChars(0x10FFFF));
        for (String text :
                List.of("", "plain", "ß", "\u07FF\u0800\uFFFF", pairs, new String(all), "\uD800", "x\uDC00\uD800")) {
            EncodedMessage message = builder.text(text).build();
            assertThat(MessageReader.text(message)).isEqualTo(text);
            assertThat(message.bodyKind()).isIn(BodyKind.TEXT, BodyKind.TEXT_UTF16);
        }
        assertThat(builder.text(pairs).build().body()).isEqualTo(ByteBuffer.wrap(pairs.getBytes(UTF_8)));
        assertThat(builder.text("\uD800").build().bodyKind()).isEqualTo(BodyKind.TEXT_UTF16);
    }

    @Test
    void nullBodyIsNotAnEmptyOne() {
        assertThat(builder.text(null).build().nullBody()).isTrue();
        assertThat(MessageReader.text(builder.text(null).build())).isNull();
        assertThat(builder.text("").build().nullBody()).isFalse();
        assertThat(builder.nullBody(BodyKind.OBJECT).build().bodyKind()).isEqualTo(BodyKind.OBJECT);
    }

    @Test
    void mapsAndStreamsComeBack() {
        Map<String, Object> map = new LinkedHashMap<>(FrameSamples.values());
        List<Object> stream = new ArrayList<>(map.values());

        assertThat(MessageReader.map(builder.map(map).build())).isEqualTo(map);
        assertThat(MessageReader.map(builder.map(Map.of()).build())).isEmpty();
        assertThat(MessageReader.map(builder.body(BodyKind.MAP, new byte[0]).build()))
                .isEmpty();
        assertThat(MessageReader.stream(builder.stream(stream).build())).isEqualTo(stream);
        assertThat(MessageReader.stream(builder.stream(List.of()).build())).isEmpty();
    }

    @Test
    void bodyComesFromArraysAndBuffers() {
        byte[] bytes = {9, 1, 2, 3, 9};
        ByteBuffer expected = ByteBuffer.wrap(bytes, 1, 3);
        ByteBuffer direct = ByteBuffer.allocateDirect(5).put(bytes).position(1).limit(4);

        assertThat(builder.body(BodyKind.BYTES, bytes, 1, 3).build().body()).isEqualTo(expected);
        assertThat(builder.body(BodyKind.BYTES, expected).build().body()).isEqualTo(expected);
        assertThat(builder.body(BodyKind.BYTES, direct).build().body()).isEqualTo(expected);
        assertThat(direct.position()).isEqualTo(1);
    }

    @Test
    void addedPropertiesReplaceAndTheRestStays() {
        EncodedMessage message = builder.properties(Map.of("a", 1, "b", 2))
                .messageId("ID:1")
                .text("body")
                .build();

        EncodedMessage dead = message.withProperties(Map.of("b", "two", "why", "tried ten times"));

        assertThat(MessageReader.properties(dead)).isEqualTo(Map.of("a", 1, "b", "two", "why", "tried ten times"));
        assertThat(MessageReader.header(dead)).isEqualTo(MessageReader.header(message));
        assertThat(MessageReader.text(dead)).isEqualTo("body");
        assertThat(MessageReader.properties(message)).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void builderRefusesWhatCannotBeEncoded() {
        assertThatThrownBy(() -> new MessageBuilder().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder.priority(10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.properties(Map.of("x", new Object())).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> builder.properties(Map.of("", 1)).build()).isInstanceOf(WireException.class);
        assertThatThrownBy(
                        () -> builder.clear().destination(Destination.queue("")).build())
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() ->
                        builder.destination(Destination.queue("q".repeat(1025))).build())
                .isInstanceOf(WireException.class);
        assertThatThrownBy(
                        () -> builder.destination(Destination.queue("\uD800")).build())
                .isInstanceOf(WireException.class)
                .hasMessageContaining("surrogate");
    }
}
