package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.testing.FrameSamples;
import io.angarium.wire.testing.WireBytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ByteSinkTest {
    private final ByteSink sink = new ByteSink(1);

    @Test
    void growsAndWritesBigEndian() {
        sink.writeByte(-1);
        sink.writeShort(0x1234);
        sink.writeInt(0x12345678);
        sink.writeLong(-2);
        sink.writeBytes(new byte[] {0, 1, 2}, 1, 2);
        sink.writeBytes(ByteBuffer.wrap(new byte[] {3, 4}));
        sink.writeString("ß");
        sink.writeNullableString(null);
        sink.setInt(3, 7);

        WireBytes expected = WireBytes.bytes().u8(-1).u16(0x1234).i32(7).i64(-2);
        expected.raw((byte) 1, (byte) 2, (byte) 3, (byte) 4).string("ß").nullString();
        assertThat(sink.toByteArray()).isEqualTo(expected.payload());
        assertThat(sink.length()).isEqualTo(expected.payload().length);
        assertThat(sink.array()).startsWith(expected.payload());
    }

    @Test
    void givesALargeArrayBackWhenCleared() {
        sink.writeBytes(new byte[1 << 20], 0, 1 << 20);
        sink.clear();
        assertThat(sink.length()).isZero();
        assertThat(sink.array().length).isLessThan(100);
    }

    @Test
    void refusesWhatDoesNotFitAndStaysAsItWas() {
        sink.writeInt(1);
        for (String text : List.of("\uD800", "x".repeat(300) + "\uD800", "x".repeat(65535))) {
            assertThatThrownBy(() -> sink.writeString(text)).isInstanceOf(WireException.class);
            assertThat(sink.length()).isEqualTo(4);
        }
        assertThatThrownBy(() -> sink.setInt(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sink.truncate(5)).isInstanceOf(IndexOutOfBoundsException.class);
        byte[] half = new byte[Limits.MAX_FRAME_BYTES / 2 + 1];
        sink.writeBytes(half, 0, half.length);
        assertThatThrownBy(() -> sink.writeBytes(half, 0, half.length)).isInstanceOf(WireException.class);
    }

    @Test
    void typedValuesHaveTheirSizeAndComeBack() {
        for (Object value : FrameSamples.values().values()) {
            sink.clear();
            TypedValues.write(sink, value);
            assertThat(TypedValues.size(value)).isEqualTo(sink.length());
            assertThat(TypedValues.isValue(value)).isTrue();
            assertThat(TypedValues.read(ByteBuffer.wrap(sink.toByteArray()))).isEqualTo(value);
        }
        assertThat(TypedValues.isValue(new byte[0])).isTrue();
        assertThat(TypedValues.isValue(List.of())).isFalse();
        assertThatThrownBy(() -> TypedValues.write(sink, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TypedValues.size(new Object())).isInstanceOf(IllegalArgumentException.class);
    }
}
