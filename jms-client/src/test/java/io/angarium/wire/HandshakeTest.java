package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.testing.WireBytes;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HandshakeTest {

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,65535,1", "2,3,0", "1,0,0"})
    void theHighestCommonVersionIsSpoken(int lowest, int highest, int expected) {
        OptionalInt version = expected == 0 ? OptionalInt.empty() : OptionalInt.of(expected);
        assertThat(ProtocolVersion.negotiate(lowest, highest)).isEqualTo(version);
    }

    @Test
    void featuresOfOneSideAreNotSpoken() {
        assertThat(Features.negotiate(-1)).isEqualTo(Features.SUPPORTED);
        assertThat(Features.negotiate(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 16385})
    void aLengthThatNoFrameHasIsRefusedAtOnce(int length) {
        ByteBuffer in = ByteBuffer.allocate(4).putInt(0, length);

        assertThatThrownBy(() -> FrameSplitter.next(in, Limits.MAX_HANDSHAKE_BYTES))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(Integer.toUnsignedString(length));
    }

    @Test
    void framesAreCutOutOfAStreamThatComesByteByByte() {
        byte[] ping = WireBytes.type(0x04).i64(1).frame();
        byte[] pong = WireBytes.type(0x05).i64(2).frame();
        ByteBuffer in = WireBytes.bytes().raw(ping).raw(pong).buffer();

        for (int received = 0; received < ping.length; received++) {
            assertThat(FrameSplitter.next(in.limit(received), 100)).isNull();
            assertThat(in.position()).isZero();
        }
        in.limit(in.capacity());
        assertThat(FrameCodec.decode(FrameSplitter.next(in, 100))).isEqualTo(new ConnectionFrame.Ping(1));
        assertThat(FrameCodec.decode(FrameSplitter.next(in, 100))).isEqualTo(new ConnectionFrame.Pong(2));
        assertThat(FrameSplitter.next(in, 100)).isNull();
    }

    @Test
    void codesOfTheEnumsComeBackAndOthersAreRejected() {
        for (ConsumerFrame.Kind kind : ConsumerFrame.Kind.values()) {
            assertThat(ConsumerFrame.Kind.of(kind.code())).isEqualTo(kind);
        }
        for (ConsumerFrame.Verdict verdict : ConsumerFrame.Verdict.values()) {
            assertThat(ConsumerFrame.Verdict.of(verdict.code())).isEqualTo(verdict);
        }
        for (Destination.Kind kind : Destination.Kind.values()) {
            Destination destination = new Destination(Destination.Kind.of(kind.code()), "d");
            assertThat(destination.isTopic()).isEqualTo(kind.name().contains("TOPIC"));
            assertThat(destination.isTemporary()).isEqualTo(kind.name().contains("TEMPORARY"));
        }
        for (FrameType type : FrameType.values()) {
            assertThat(FrameType.of(type.code())).isEqualTo(type);
            assertThat(type.record().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
                    .isEqualToIgnoringCase(type.name());
        }
        assertThatThrownBy(() -> ConsumerFrame.Kind.of(6)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> ConsumerFrame.Verdict.of(-1)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> Destination.Kind.of(4)).isInstanceOf(WireException.class);
    }
}
