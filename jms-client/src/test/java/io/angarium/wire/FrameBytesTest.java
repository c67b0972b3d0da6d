package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.wire.testing.FrameSamples;
import io.angarium.wire.testing.ReferenceEncoder;
import io.angarium.wire.testing.WireBytes;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes themselves, against the encoder that was written from the document. */
@Timeout(60)
class FrameBytesTest {
    private static final List<Frame> SAMPLES = FrameSamples.all();

    @Test
    void everyFrameIsEncodedAsTheDocumentSays() {
        for (Frame frame : SAMPLES) {
            byte[] expected =
                    WireBytes.bytes().raw(ReferenceEncoder.payload(frame)).frame();
            assertThat(Arrays.equals(encode(frame), expected))
                    .as("%s", FrameType.of(frame))
                    .isTrue();
        }
    }

    @Test
    void headAndMessageTogetherAreTheFrame() {
        for (Frame frame : SAMPLES) {
            if (frame instanceof ProducerFrame.Send send) {
                ByteBuffer head = ByteBuffer.allocate(FrameCodec.headSize(send));
                FrameCodec.encodeHead(send, head);
                assertThat(joined(head, send.message())).isEqualTo(encode(send));
            } else if (frame instanceof ConsumerFrame.Deliver deliver) {
                ByteBuffer head = ByteBuffer.allocate(FrameCodec.headSize(deliver));
                FrameCodec.encodeHead(deliver, head);
                assertThat(joined(head, deliver.message())).isEqualTo(encode(deliver));
            }
        }
    }

    private static byte[] joined(ByteBuffer head, EncodedMessage message) {
        assertThat(head.hasRemaining()).isFalse();
        return WireBytes.bytes().raw(head.array()).raw(message.array()).payload();
    }

    @Test
    void everyTruncationIsRejected() {
        for (Frame frame : SAMPLES) {
            byte[] payload = ReferenceEncoder.payload(frame);
            int end = lastCheckedByte(frame, payload.length);
            int step = Math.max(1, end / 1000);
            for (int length = 0; length < end; length += length < 100 || length > end - 100 ? 1 : step) {
                if (isWholeAt(frame, payload.length, length)) {
                    continue;
                }
                ByteBuffer cut = ByteBuffer.wrap(payload, 0, length);
                assertThatThrownBy(() -> FrameCodec.decode(cut))
                        .as("%s of %d bytes cut to %d", FrameType.of(frame), payload.length, length)
                        .isInstanceOf(WireException.class);
            }
        }
    }

    /** Without its last field it is the same frame for peers that do not share the feature of that. */
    private static boolean isWholeAt(Frame frame, int whole, int length) {
        return frame instanceof SessionFrame.ResumeSession resume
                && resume.sentUpTo() != SessionFrame.ResumeSession.UNSAID
                && length == whole - Long.BYTES;
    }

    /** A message has no length of its own: cut within its body it is one with a shorter body. */
    private static int lastCheckedByte(Frame frame, int length) {
        if (frame instanceof ProducerFrame.Send send) {
            return length - openBytes(send.message());
        } else if (frame instanceof ConsumerFrame.Deliver deliver) {
            return length - openBytes(deliver.message());
        } else if (frame instanceof ProducerFrame.StorePart part) {
            return length - part.bytes().remaining();
        } else if (frame instanceof ReplyFrame.Part part) {
            return length - part.bytes().remaining();
        }
        return length;
    }

    private static int openBytes(EncodedMessage message) {
        return message.inParts() ? 0 : message.bodyLength();
    }

    @Test
    void everyTrailingByteIsRejectedButAfterHelloAndMessages() {
        for (Frame frame : SAMPLES) {
            ByteBuffer longer =
                    WireBytes.bytes().raw(ReferenceEncoder.payload(frame)).u8(0).buffer();
            if (isOpen(frame)) {
                FrameCodec.decode(longer);
            } else {
                assertThatThrownBy(() -> FrameCodec.decode(longer))
                        .as("%s", FrameType.of(frame))
                        .isInstanceOf(WireException.class);
            }
        }
    }

    private static boolean isOpen(Frame frame) {
        return frame instanceof ConnectionFrame.Hello
                || frame instanceof ConsumerFrame.Deliver deliver && isOpen(deliver.message())
                || frame instanceof ProducerFrame.Send send && isOpen(send.message())
                || frame instanceof ProducerFrame.StorePart store && isOpen(store.bytes())
                || frame instanceof ReplyFrame.Part part && isOpen(part.bytes());
    }

    private static boolean isOpen(EncodedMessage message) {
        return !message.nullBody() && !message.inParts();
    }

    private static boolean isOpen(ByteBuffer part) {
        return part.remaining() < Limits.MAX_PART_BYTES;
    }

    @Test
    void fieldsThatALaterHelloAppendsAreSkipped() {
        ByteBuffer later = WireBytes.hello().string("a field of version 2").buffer();

        assertThat(FrameCodec.decode(later))
                .isEqualTo(new ConnectionFrame.Hello(1, 1, 0, new UUID(1, 2), null, null, null, "by hand", 0));
    }

    @Test
    void whatExceedsALimitIsNotEncoded() {
        String longName = "n".repeat(1025);
        Map<String, Object> wide = new LinkedHashMap<>();
        for (int i = 0; i <= Limits.MAX_MAP_ENTRIES; i++) {
            wide.put("k" + i, i);
        }
        List<ConsumerFrame.Range> ranges = Collections.nCopies(4097, new ConsumerFrame.Range(1, 1, 1));
        List<SessionFrame.Handed> handed = Collections.nCopies(65536, new SessionFrame.Handed(1, 1));
        Map<String, Object> heavy = Map.of("text", "x".repeat(1 << 15));
        List<Frame> tooMuch = List.of(
                new ConnectionFrame.SetClientId(1, longName),
                new ConnectionFrame.SetClientId(1, "\uD800"),
                new ConnectionFrame.SetClientId(1, "ß".repeat(513)),
                new ConnectionFrame.SetClientId(1, "n".repeat(70_000)),
                new ConsumerFrame.Unsubscribe(1, longName),
                new ProducerFrame.OpenProducer(1, 1, 1, Destination.queue(longName)),
                new ConsumerFrame.Acknowledge(1, 1, 0, ConsumerFrame.Verdict.ACCEPT, ranges),
                new SessionFrame.Recover(1, 1, handed),
                new ManagementFrame.Manage(1, longName, Map.of()),
                new ManagementFrame.Manage(1, "x", wide),
                new ManagementFrame.Manage(1, "x", Map.of(longName, 1)));
        for (Frame frame : tooMuch) {
            assertThatThrownBy(() -> FrameCodec.size(frame)).isInstanceOf(WireException.class);
            ByteBuffer out = ByteBuffer.allocate(1 << 20).position(5);
            assertThatThrownBy(() -> FrameCodec.encode(frame, out)).isInstanceOf(WireException.class);
            assertThat(out.position()).isEqualTo(5);
        }
        assertThatThrownBy(() -> FrameCodec.size(new ReplyFrame.Rows(1, false, Collections.nCopies(4096, heavy))))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("largest");
    }

    @Test
    void aBufferWithoutRoomIsLeftAsItWas() {
        ByteBuffer small = ByteBuffer.allocate(8);

        assertThatThrownBy(() -> FrameCodec.encode(new ConnectionFrame.Ping(1), small))
                .isInstanceOf(BufferOverflowException.class);
        assertThat(small.position()).isZero();
    }

    @Test
    void reasonsAreCutBetweenCharactersAndNeverRefused() {
        List<String> cut = new ArrayList<>();
        for (String reason :
                List.of("r".repeat(9000), "ß".repeat(5000), "世".repeat(3000), "x\uD83D\uDE00".repeat(3000))) {
            byte[] frame = encode(new ReplyFrame.Failed(1, ErrorCode.INTERNAL, reason));
            ByteBuffer payload = ByteBuffer.wrap(frame, 4, frame.length - 4);
            cut.add(((ReplyFrame.Failed) FrameCodec.decode(payload)).reason());
        }

        assertThat(cut)
                .containsExactly(
                        "r".repeat(8192), "ß".repeat(4096), "世".repeat(2730), "x\uD83D\uDE00".repeat(1638) + "x");
        assertThat(encode(new ConnectionFrame.Goodbye(null, "a\uDC00b")))
                .isEqualTo(WireBytes.type(0x03).u16(0).string("a?b").frame());
    }

    private static byte[] encode(Frame frame) {
        ByteBuffer out = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, out);
        assertThat(out.hasRemaining()).isFalse();
        return out.array();
    }
}
