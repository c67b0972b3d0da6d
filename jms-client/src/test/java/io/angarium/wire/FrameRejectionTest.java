package io.angarium.wire;

import static io.angarium.wire.testing.WireBytes.bytes;
import static io.angarium.wire.testing.WireBytes.type;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.angarium.wire.testing.WireBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the document, broken by hand, gives an error that says what and where. */
@Timeout(60)
class FrameRejectionTest {
    private static final byte[] MAGIC = "ANGR".getBytes(UTF_8);

    @ParameterizedTest(name = "{1}")
    @MethodSource({"handshakes", "requests", "messages", "lists", "values"})
    void isRejected(WireBytes payload, String error) {
        assertThatThrownBy(() -> FrameCodec.decode(payload.buffer()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(error);
    }

    static Stream<Arguments> handshakes() {
        return Stream.of(
                arguments(bytes(), "frame.type before byte 0: needs 1 bytes, has 0"),
                arguments(type(0), "unknown frame type 0x0"),
                arguments(type(0xFF), "unknown frame type 0xff"),
                arguments(type(0x0a).i32(1), "unknown frame type 0xa"),
                arguments(type(0x01).raw("AMQP".getBytes(UTF_8)), "HELLO.magic before byte 5: is not ANGR"),
                arguments(type(0x01).raw(MAGIC).u16(0).u16(1), "versions 0 to 1"),
                arguments(type(0x01).raw(MAGIC).u16(3).u16(2), "versions 3 to 2"),
                arguments(type(0x02).u16(0), "WELCOME.version before byte 3: is zero"),
                arguments(type(0x02).u16(1).i64(0).i64(1).i64(2).i64(3).i32(16383), "16383 is below 16384"),
                arguments(
                        type(0x02).u16(1).i64(0).i64(1).i64(2).i64(3).i32(16384).i32(-1), "-1 is below 0"),
                arguments(type(0x03).u16(1).u16(8193), "GOODBYE.reason before byte 5: 8193 bytes, largest is 8192"),
                arguments(type(0x03).u16(1).u16(0xFFFF), "65535 bytes, largest is 8192"));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments(type(0x06).i32(0).string("c"), "SET_CLIENT_ID.correlation before byte 5: is zero"),
                arguments(type(0x06).i32(1).string(""), "SET_CLIENT_ID.clientId before byte 7: is empty"),
                arguments(type(0x06).i32(1).u16(1025), "1025 bytes, largest is 1024"),
                arguments(type(0x06).i32(1).u16(5).u8(1), "needs 5 bytes, has 1"),
                arguments(type(0x06).i32(1).u16(2).u8(0xC3).u8(0x28), "malformed UTF-8"),
                arguments(type(0x06).i32(1).u16(2).u8(0xC0).u8(0x80), "malformed UTF-8"),
                arguments(type(0x06).i32(1).u16(3).hex("eda080"), "malformed UTF-8"),
                arguments(type(0x07).i32(1).u8(4).string("t"), "unknown destination kind 4"),
                arguments(type(0x07).i32(1).u8(0).string(""), "is empty"),
                arguments(type(0x10).i32(0), "OPEN_SESSION.session before byte 5: 0 is below 1"),
                arguments(type(0x20).i32(1).i32(1).i32(-1), "OPEN_PRODUCER.producer before byte 13: -1 is below 1"),
                arguments(type(0x23).i32(1).i64(-1), "CONFIRMED.upTo before byte 13: -1 is below 0"),
                arguments(type(0x24).i32(1).i64(1).u16(0).string(""), "SEND_REFUSED.code before byte 15: is zero"),
                arguments(type(0x30).i32(1).i32(1).i32(1).u8(6), "OPEN_CONSUMER.kind before byte 14: unknown code 6"),
                arguments(type(0x30).i32(1).i32(1).i32(1).u8(0).u8(2), "noLocal before byte 15: unknown code 2"),
                arguments(
                        type(0x30)
                                .i32(1)
                                .i32(1)
                                .i32(1)
                                .u8(0)
                                .u8(0)
                                .u8(0)
                                .string("q")
                                .nullString()
                                .u16(32769),
                        "selector before byte 23: 32769 bytes, largest is 32768"),
                arguments(type(0x32).i32(1).i32(-1).i32(0), "CREDIT.messages before byte 9: -1 is below 0"),
                arguments(type(0x40).i32(1).i32(1).i64(0), "COMMIT.transaction before byte 17: 0 is below 1"),
                arguments(type(0x50).i32(1).string("").u16(0), "MANAGE.operation before byte 7: is empty"),
                arguments(type(0x72).i32(1).i32(-1), "XA_PREPARE.format before byte 9: is that of the null XID"),
                arguments(
                        type(0x72).i32(1).i32(0).u8(0).u8(0), "XA_PREPARE.global before byte 10: 0 bytes, not 1 to 64"),
                arguments(type(0x74).i32(1).i32(0).u8(65), "XA_ROLLBACK.global before byte 10: 65 bytes, not 1 to 64"),
                arguments(type(0x75).i32(1).i32(0).u8(1).u8(7).u8(65), "XA_FORGET.branch before byte 12: 65 bytes"),
                arguments(type(0x70).i32(1).i32(1).i64(0), "XA_START.transaction before byte 17: 0 is below 1"),
                arguments(type(0x73).i32(1).u8(2), "XA_COMMIT.onePhase before byte 6: unknown code 2"),
                arguments(
                        type(0x64).i32(1).u8(0).u16(4097),
                        "XA_BRANCHES.branches before byte 8: 4097 exceeds the limit"),
                arguments(type(0x60).i32(0), "OK.correlation before byte 5: is zero"),
                arguments(type(0x60).i32(1).u8(0), "OK.end before byte 5: 1 bytes too many"));
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                arguments(send(bytes()), "SEND.message before byte 37: 0 bytes, smallest is 20"),
                arguments(send(fixed(2, 0, 0, 4, 0, 0)), "unknown message layout version 2"),
                arguments(send(fixed(1, 7, 0, 4, 0, 0)), "unknown body kind 7"),
                arguments(send(fixed(1, 0xFF, 0, 4, 0, 0)), "unknown body kind -1"),
                arguments(send(fixed(1, 0, 16, 4, 0, 0)), "unknown message flags 0x10"),
                arguments(send(fixed(1, 0, 4, 4, 0, 0)), "malformed reference to a body in parts, of kind 0"),
                arguments(
                        send(fixed(1, 2, 4, 4, 0, 0).i64(1).i64(1).u16(1)),
                        "malformed reference to a body in parts, of kind 2 with 18 bytes"),
                arguments(
                        send(fixed(1, 2, 4, 4, 0, 0).i64(1).i64(0).i32(1)),
                        "malformed reference to a body in parts, of kind 2 with 20 bytes"),
                arguments(send(fixed(1, 1, 2, 4, 0, 0).u8(1)), "null body of 1 bytes"),
                arguments(send(fixed(1, 0, 0, 10, 0, 0)), "priority 10"),
                arguments(send(fixed(1, 0, 0, 0xFF, 0, 0)), "priority -1"),
                arguments(send(fixed(1, 0, 0, 4, 1, 0)), "sections of 1 and 0 bytes exceed"),
                arguments(send(fixed(1, 0, 0, 4, Integer.MAX_VALUE, Integer.MAX_VALUE)), "exceed"),
                arguments(send(fixed(1, 0, 0, 4, -1, 1)), "sections of -1 and 1 bytes"),
                arguments(send(fixed(1, 0, 0, 4, 0, 0)), "message header.destination before byte 0"),
                arguments(
                        send(fixed(1, 0, 0, 4, 10, 1)
                                .u8(0)
                                .string("q")
                                .u8(255)
                                .nullString()
                                .nullString()
                                .u8(0)
                                .u8(1)),
                        "message properties.count before byte 0"),
                arguments(type(0x22).i32(1).i64(0), "SEND.sequence before byte 13: 0 is below 1"),
                arguments(type(0x22).i32(1).i64(1).i64(-1), "SEND.transaction before byte 21: -1 is below 0"),
                arguments(type(0x22).i32(1).i64(1).i64(0).i64(-1), "SEND.timeToLive"),
                arguments(type(0x22).i32(1).i64(1).i64(0).i64(0).i64(-1), "SEND.deliveryDelay"),
                arguments(type(0x34).i32(1).i64(0), "DELIVER.tag before byte 13: 0 is below 1"),
                arguments(
                        type(0x34).i32(1).i64(1).i64(9).i32(0), "DELIVER.deliveryCount before byte 25: 0 is below 1"));
    }

    private static WireBytes send(WireBytes message) {
        return type(0x22).i32(1).i64(1).i64(0).i64(0).i64(0).raw(message);
    }

    private static WireBytes fixed(int version, int kind, int flags, int priority, int header, int properties) {
        WireBytes fixed = bytes().u8(version).u8(kind).u8(flags).u8(priority);
        return fixed.i32(header).i32(properties).i64(0);
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                arguments(
                        type(0x65).i32(1).raw(new byte[256 * 1024 + 1]),
                        "PART.bytes before byte 5: 262145 bytes, largest is 262144"),
                arguments(type(0x11).i32(1).i32(1).u16(65535), "CLOSE_SESSION.handed before byte 11: 65535 announced"),
                arguments(type(0x12).i32(1).i32(1).u16(1).i32(0).i64(0), "RECOVER.handed.consumer"),
                arguments(type(0x12).i32(1).i32(1).u16(1).i32(1).i64(-1), "RECOVER.handed.upTo"),
                arguments(acknowledge(0, 5), "ACKNOWLEDGE.verdict before byte 18: unknown code 5"),
                arguments(acknowledge(1, 1), "RELEASE in transaction 1"),
                arguments(acknowledge(-1, 0), "ACKNOWLEDGE.transaction"),
                arguments(acknowledge(0, 0).u16(4097), "ACKNOWLEDGE.ranges before byte 20: 4097 exceeds the limit"),
                arguments(acknowledge(0, 0).u16(1).i64(0), "1 announced, 8 bytes left"),
                arguments(acknowledge(0, 0).u16(1).i32(1).i64(0).i64(1), "ACKNOWLEDGE.range.first"),
                arguments(acknowledge(0, 0).u16(1).i32(1).i64(5).i64(4), "range.last before byte 40: 4 is below 5"),
                arguments(acknowledge(0, 0).u16(1).i32(0).i64(1).i64(1), "ACKNOWLEDGE.range.consumer"),
                arguments(type(0x62).i32(1).u8(0).u16(4097), "ROWS.rows before byte 8: 4097 exceeds the limit"),
                arguments(type(0x62).i32(1).u8(0).u16(2).u16(0), "2 announced, 2 bytes left"),
                arguments(type(0x62).i32(1).u8(0).u16(1).u16(4097), "4097 exceeds the limit of 4096"));
    }

    private static WireBytes acknowledge(long transaction, int verdict) {
        return type(0x35).i32(1).i32(1).i64(transaction).u8(verdict);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(manage(1).string("").u8(0).u8(0), "MANAGE.arguments before byte 12: is empty"),
                arguments(manage(2).string("k").u8(0).string("k").u8(0), "\"k\" twice"),
                arguments(manage(1).string("k").u8(12), "MANAGE.k before byte 14: unknown value type 12"),
                arguments(manage(1).string("k").u8(1).u8(2), "MANAGE.k before byte 15: unknown code 2"),
                arguments(manage(1).string("k").u8(9).i32(-1), "4294967295 announced, 0 bytes left"),
                arguments(manage(1).string("k").u8(10).i32(5).i32(0), "5 announced, 4 bytes left"),
                arguments(manage(1).string("k").u8(11).i32(3).i32(0), "3 bytes of UTF-16"),
                arguments(manage(1).string("k").u8(9).i32(1).u8(0x80), "malformed UTF-8"),
                arguments(manage(1).string("k").u8(8).i32(1), "MANAGE.k before byte 14: needs 8 bytes, has 4"));
    }

    private static WireBytes manage(int count) {
        return type(0x50).i32(1).string("o").u16(count);
    }

    @Test
    void aMessageLargerThanTheLimitIsRejectedBeforeItIsCopied() {
        ByteBuffer send = ByteBuffer.allocate(37 + Limits.MAX_MESSAGE_BYTES + 1);
        send.put(send(bytes()).payload()).rewind();

        assertThatThrownBy(() -> FrameCodec.decode(send))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("largest is 67108864");
    }

    @Test
    void aLittleEndianBufferIsTheCallersMistake() {
        ByteBuffer buffer = WireBytes.hello().buffer().order(ByteOrder.LITTLE_ENDIAN);

        assertThatThrownBy(() -> FrameCodec.decode(buffer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anErrorCodeThatOnlyANewerPeerKnowsIsInternal() {
        Frame frame = FrameCodec.decode(type(0x61).i32(1).u16(999).string("new").buffer());

        assertThat(frame).isEqualTo(new ReplyFrame.Failed(1, ErrorCode.INTERNAL, "new"));
    }
}
