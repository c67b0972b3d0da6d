package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.Limits;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FrameReaderTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyStreamInAnyPiecesIsCutIntoItsFrames(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int size = random.nextInt(20) == 0 ? random.nextInt(400_000) : random.nextInt(3_000);
            sizes.add(size);
            bytes.write(encoded(sized(size)));
        }
        FrameReader reader = new FrameReader(inPieces(bytes.toByteArray(), random));
        reader.accept(Limits.MAX_FRAME_BYTES);
        List<Integer> read = new ArrayList<>();
        do {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                read.add(((byte[]) ((ManagementFrame.Manage) frame).arguments().get("b")).length);
            }
        } while (reader.fill());
        assertThat(read).as("seed %d", seed).isEqualTo(sizes);
        assertThat(reader.midFrame()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void largeMessagesBetweenOtherFramesComeWhole(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            bytes.write(encoded(delivery(i, 100_000 + random.nextInt(1_000_000))));
            bytes.write(encoded(sized(random.nextInt(3_000))));
        }
        FrameReader reader = new FrameReader(inPieces(bytes.toByteArray(), random));
        reader.accept(Limits.MAX_FRAME_BYTES);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int largest = 0;
        do {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                read.write(encoded(frame));
            }
            largest = Math.max(largest, reader.capacity());
        } while (reader.fill());
        assertThat(read.toByteArray()).as("seed %d", seed).isEqualTo(bytes.toByteArray());
        assertThat(reader.midFrame()).isFalse();
        assertThat(largest).as("what is kept to be cut").isLessThanOrEqualTo(4 * FrameReader.GULP_BYTES);
    }

    @Test
    void aStreamThatEndsInALargeMessageEndsMidFrame() throws IOException {
        byte[] bytes = encoded(delivery(1, 1_000_000));
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes, 0, bytes.length - 1));
        reader.accept(Limits.MAX_FRAME_BYTES);
        do {
            assertThat(reader.next()).isNull();
        } while (reader.fill());
        assertThat(reader.midFrame()).isTrue();
    }

    @Test
    void theBufferGrowsWithWhatHasComeInAndNotWithWhatIsPromised() throws IOException {
        byte[] start = ByteBuffer.allocate(100).putInt(Limits.MAX_FRAME_BYTES).array();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(start));
        reader.accept(Limits.MAX_FRAME_BYTES);
        assertThat(reader.fill()).isTrue();
        assertThat(reader.next()).isNull();
        assertThat(reader.fill()).isFalse();
        assertThat(reader.midFrame()).isTrue();
        assertThat(reader.capacity()).isEqualTo(FrameReader.FIRST_BYTES);
    }

    @Test
    void theBufferIsSmallUntilMuchComesIn() throws IOException {
        byte[] small = encoded(sized(500));
        byte[] large = encoded(sized(FrameReader.FIRST_BYTES));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            bytes.write(small);
        }
        bytes.write(large);
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes.toByteArray()) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, small.length));
            }
        });
        reader.accept(Limits.MAX_FRAME_BYTES);
        for (int i = 0; i < 100; i++) {
            assertThat(reader.fill()).isTrue();
            assertThat(reader.next()).isNotNull();
            assertThat(reader.capacity()).as("after %d small frames", i + 1).isEqualTo(FrameReader.FIRST_BYTES);
        }
        while (reader.next() == null) {
            assertThat(reader.fill()).isTrue();
        }
        assertThat(reader.capacity()).as("after a larger one").isEqualTo(FrameReader.GULP_BYTES);
        assertThat(reader.midFrame()).isFalse();
    }

    @Test
    void theBufferShrinksAfterALargeFrame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(encoded(sized(3_000_000)));
        for (int i = 0; i < 100_000; i++) {
            bytes.write(encoded(new ConnectionFrame.Ping(i)));
        }
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes.toByteArray()) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 8_192));
            }
        });
        reader.accept(Limits.MAX_FRAME_BYTES);
        int largest = 0;
        int frames = 0;
        do {
            largest = Math.max(largest, reader.capacity());
            while (reader.next() != null) {
                frames++;
            }
        } while (reader.fill());
        assertThat(frames).isEqualTo(100_001);
        assertThat(largest).isBetween(3_000_000, 4_200_000);
        assertThat(reader.capacity()).isEqualTo(FrameReader.GULP_BYTES);
    }

    @Test
    void beforeTheHandshakeIsCompleteOnlySmallFramesAreTaken() throws IOException {
        byte[] start =
                ByteBuffer.allocate(100).putInt(Limits.MAX_HANDSHAKE_BYTES + 1).array();
        FrameReader reader = new FrameReader(new ByteArrayInputStream(start));
        assertThat(reader.fill()).isTrue();
        assertThatExceptionOfType(WireException.class).isThrownBy(reader::next);
    }

    private static ConsumerFrame.Deliver delivery(int number, int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) number);
        EncodedMessage message = new MessageBuilder()
                .destination(Destination.queue("q"))
                .body(BodyKind.BYTES, body)
                .build();
        return new ConsumerFrame.Deliver(1, 1 + number, 1, 1, 0, 0, 0, message);
    }

    private static ManagementFrame.Manage sized(int size) {
        return new ManagementFrame.Manage(1, "sized", Map.of("b", new byte[size]));
    }

    private static byte[] encoded(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, bytes);
        return bytes.array();
    }

    private static InputStream inPieces(byte[] bytes, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int piece = random.nextBoolean() ? 1 + random.nextInt(10) : 1 + random.nextInt(100_000);
                return super.read(into, offset, Math.min(length, piece));
            }
        };
    }
}
