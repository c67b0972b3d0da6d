package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.testing.FrameSamples;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameCodecTest {
    private static final List<Frame> SAMPLES = FrameSamples.all();

    @Test
    void everyTypeHasASample() {
        Set<FrameType> missing = EnumSet.allOf(FrameType.class);
        SAMPLES.forEach(frame -> missing.remove(FrameType.of(frame)));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFrameComesBackFromAHeapBuffer() {
        SAMPLES.forEach(frame -> comesBack(frame, ByteBuffer::allocate));
    }

    @Test
    void everyFrameComesBackFromADirectBuffer() {
        SAMPLES.forEach(frame -> comesBack(frame, ByteBuffer::allocateDirect));
    }

    private static void comesBack(Frame frame, IntFunction<ByteBuffer> allocator) {
        FrameType type = FrameType.of(frame);
        int size = FrameCodec.size(frame);
        ByteBuffer buffer = allocator.apply(size + 7).position(3);

        FrameCodec.encode(frame, buffer);

        assertThat(buffer.position()).as("%s", type).isEqualTo(3 + size);
        assertThat(buffer.getInt(3)).as("%s", type).isEqualTo(size - 4);
        buffer.limit(3 + size).position(7);
        // Not isEqualTo: some frames are megabytes of text when printed.
        assertThat(FrameCodec.decode(buffer).equals(frame)).as("%s", type).isTrue();
        assertThat(buffer.hasRemaining()).as("%s", type).isFalse();
    }
}
