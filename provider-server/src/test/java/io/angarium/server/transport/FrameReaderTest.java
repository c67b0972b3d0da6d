package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BodyKind;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.Limits;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FrameReaderTest {
    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final FrameReader reader = new FrameReader(allocator);
    private final List<ByteBuf> given = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void framesOfAllSizesInAnyPiecesComeWholeAndNothingIsHeldBehindThem(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int body = random.nextInt(5) == 0 ? 100_000 + random.nextInt(1_000_000) : random.nextInt(3_000);
            byte[] frame = encoded(random.nextInt(3) == 0 ? new ConnectionFrame.Ping(i) : send(i, body));
            sizes.add(frame.length);
            bytes.writeBytes(frame);
        }
        reader.limit(Limits.MAX_FRAME_BYTES);
        byte[] all = bytes.toByteArray();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        List<Integer> sizesRead = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int piece = Math.min(all.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 50 : 65_536));
            give(all, at, piece);
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                read.writeBytes(encoded(frame));
                sizesRead.add(reader.lastSize());
            }
            reader.trim();
            at += piece;
        }
        assertThat(read.toByteArray()).as("seed %d", seed).isEqualTo(all);
        assertThat(sizesRead).as("seed %d", seed).isEqualTo(sizes);
        assertThat(given).allMatch(each -> each.refCnt() == 0);
    }

    @Test
    void whatEndsInTheMiddleOfALargeMessageIsLetGo() {
        byte[] bytes = encoded(send(1, 1_000_000));
        reader.limit(Limits.MAX_FRAME_BYTES);
        give(bytes, 0, 60_000);
        assertThat(reader.next()).isNull();
        reader.trim();
        give(bytes, 60_000, 60_000);
        assertThat(reader.next()).isNull();
        reader.release();
        assertThat(given).allMatch(each -> each.refCnt() == 0);
        give(encoded(new ConnectionFrame.Ping(5)), 0, encoded(new ConnectionFrame.Ping(5)).length);
        assertThat(reader.next()).isEqualTo(new ConnectionFrame.Ping(5));
        reader.release();
    }

    private void give(byte[] bytes, int from, int count) {
        ByteBuf piece = allocator.ioBuffer(count).writeBytes(bytes, from, count);
        given.add(piece);
        reader.append(piece);
    }

    private static Frame send(int number, int bytes) {
        byte[] body = new byte[bytes];
        new Random(number).nextBytes(body);
        return new ProducerFrame.Send(
                1,
                1 + number,
                0,
                0,
                0,
                new MessageBuilder()
                        .destination(Destination.queue("q"))
                        .body(BodyKind.BYTES, body)
                        .build());
    }

    private static byte[] encoded(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, bytes);
        return bytes.array();
    }
}
