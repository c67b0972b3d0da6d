package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LongFrameTest {
    private static final int MAX = Limits.MAX_FRAME_BYTES;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void inWhateverPiecesItComesItIsTheSameFrame(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Frame frame = random.nextBoolean() ? send(message(random)) : deliver(message(random));
            byte[] bytes = encoded(frame);
            ByteBuffer in = ByteBuffer.wrap(bytes, 0, 60 + random.nextInt(bytes.length - 60));
            LongFrame begun = LongFrame.begin(in, MAX);
            assertThat(begun).as("seed %d, frame %d", seed, i).isNotNull();
            assertThat(in.hasRemaining()).isFalse();
            assertThat(begun.missing()).isEqualTo(bytes.length - in.limit());
            while (begun.missing() > 0) {
                int from = bytes.length - begun.missing();
                int piece = 1 + random.nextInt(Math.min(begun.missing(), random.nextBoolean() ? 100 : 300_000));
                if (random.nextBoolean()) {
                    begun.add(ByteBuffer.wrap(bytes, from, piece));
                } else {
                    assertThat(begun.read(new ByteArrayInputStream(bytes, from, piece)))
                            .isTrue();
                }
            }
            assertThat(begun.size()).isEqualTo(bytes.length);
            assertThat(encoded(begun.frame())).as("seed %d, frame %d", seed, i).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsShortOrWholeOrOfAnotherKindIsLeftWhereItIs() {
        byte[] sent = encoded(send(message(new Random(1))));
        byte[] other = encoded(new ProducerFrame.StorePart(1, 1, 1, 0, ByteBuffer.allocate(Limits.MAX_PART_BYTES)));
        byte[] small = encoded(send(message(10)));
        for (ByteBuffer in : new ByteBuffer[] {
            ByteBuffer.wrap(sent),
            ByteBuffer.wrap(sent, 0, 50),
            ByteBuffer.wrap(sent, 0, 3),
            ByteBuffer.wrap(other, 0, other.length - 1),
            ByteBuffer.wrap(small, 0, small.length - 1)
        }) {
            assertThat(LongFrame.begin(in, MAX)).isNull();
            assertThat(in.position()).isZero();
        }
    }

    @Test
    void itsMemoryGrowsWithWhatHasComeInAndNotWithWhatIsPromised() {
        byte[] bytes = encoded(send(message(30_000_000)));
        LongFrame begun = LongFrame.begin(ByteBuffer.wrap(bytes, 0, 100), MAX);
        assertThat(begun).isNotNull();
        assertThat(begun.capacity()).isEqualTo(256 * 1024);
        while (begun.missing() > 0) {
            int from = bytes.length - begun.missing();
            begun.add(ByteBuffer.wrap(bytes, from, Math.min(begun.missing(), 50_000)));
            int come = bytes.length - begun.missing();
            assertThat(begun.capacity()).isLessThanOrEqualTo(Math.max(256 * 1024, 4 * come));
        }
    }

    @Test
    void aLengthThatNoFrameMayHaveIsRefusedBeforeAnythingIsAllocated() {
        byte[] bytes = encoded(send(message(new Random(1))));
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> LongFrame.begin(ByteBuffer.wrap(bytes, 0, 100), 100_000))
                .withMessageContaining("frame length");
    }

    @Test
    void aMessageThatIsNoneIsRefusedAsInAnyFrame() {
        byte[] bytes = encoded(send(message(new Random(1))));
        bytes[FrameCodec.LENGTH_BYTES + 1 + ProducerCodec.SEND_HEAD_BYTES] = 99;
        LongFrame begun = LongFrame.begin(ByteBuffer.wrap(bytes, 0, 100), MAX);
        assertThat(begun).isNotNull();
        begun.add(ByteBuffer.wrap(bytes, 100, bytes.length - 100));
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(begun::frame)
                .withMessageContaining("unknown message layout version 99");
    }

    private static EncodedMessage message(Random random) {
        return message(
                random.nextInt(4) == 0 ? LongFrame.LEAST_BYTES : LongFrame.LEAST_BYTES + random.nextInt(3_000_000));
    }

    private static EncodedMessage message(int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return new MessageBuilder()
                .destination(Destination.queue("q"))
                .body(BodyKind.BYTES, body)
                .build();
    }

    private static Frame send(EncodedMessage message) {
        return new ProducerFrame.Send(1, 2, 3, 4, 5, message);
    }

    private static Frame deliver(EncodedMessage message) {
        return new ConsumerFrame.Deliver(1, 2, 3, 1, 4, 5, 0, message);
    }

    private static byte[] encoded(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, bytes);
        return bytes.array();
    }
}
