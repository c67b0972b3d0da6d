package io.angarium.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.testing.FrameFuzzer;
import io.angarium.wire.testing.FrameSamples;
import io.angarium.wire.testing.ReferenceEncoder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code -Dseed=N} repeats a run. */
@Timeout(120)
class FrameFuzzTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int FRAMES = 1_000_000;
    private static final int TWIN_FRAMES = 100_000;
    private static final byte[] PROPERTY = "amount".getBytes(UTF_8);

    /** The small samples: a million frames of theirs take seconds. */
    private static final List<byte[]> ORIGINALS = FrameSamples.all().stream()
            .map(ReferenceEncoder::payload)
            .filter(payload -> payload.length <= 1024)
            .toList();

    @Test
    void nothingButWireExceptionsAndNoLargeAllocationComesOutOfDamagedFrames() {
        FrameFuzzer fuzzer = new FrameFuzzer(SEED, ORIGINALS, FrameFuzzTest::readAll);

        fuzzer.run(FRAMES);

        System.out.println(fuzzer.report());
        assertThat(fuzzer.findings()).isEmpty();
        assertThat(fuzzer.accepted()).isGreaterThan(FRAMES / 20);
        assertThat(fuzzer.rejected()).isGreaterThan(FRAMES / 4);
    }

    private static void readAll(ByteBuffer payload) {
        Frame frame = FrameCodec.decode(payload);
        if (frame instanceof ProducerFrame.Send send) {
            readAll(send.message());
        } else if (frame instanceof ConsumerFrame.Deliver deliver) {
            readAll(deliver.message());
        } else {
            // What was believed can be said again.
            ByteBuffer again = ByteBuffer.allocate(FrameCodec.size(frame));
            FrameCodec.encode(frame, again);
            if (!FrameCodec.decode(again.flip().position(4)).equals(frame)) {
                throw new IllegalStateException("not the same again: " + frame);
            }
        }
    }

    private static void readAll(EncodedMessage message) {
        boolean checked = false;
        try {
            MessageCheck.check(message);
            checked = true;
        } catch (WireException e) {
            // Then the readers are free to refuse it or not, but in no other way.
        }
        try {
            MessageReader.header(message);
            MessageReader.properties(message);
            PropertyFinder.find(message, PROPERTY);
        } catch (WireException e) {
            if (checked) {
                throw new IllegalStateException("checked, and yet", e);
            }
        }
        readBody(message);
    }

    private static void readBody(EncodedMessage message) {
        switch (message.bodyKind()) {
            case BodyKind.TEXT, BodyKind.TEXT_UTF16 -> MessageReader.text(message);
            case BodyKind.MAP -> MessageReader.map(message);
            case BodyKind.STREAM -> MessageReader.stream(message);
            default -> message.body();
        }
    }

    /** The twin: a decoder that allocates first and looks afterwards, as this one must not. */
    @Test
    void fuzzFindsADecoderThatBelievesALength() {
        FrameFuzzer fuzzer = new FrameFuzzer(SEED, ORIGINALS, withPlanted(payload -> {
            byte[] text = new byte[payload.getShort() & 0xFFFF];
            if (text.length > payload.remaining()) {
                throw new WireException("too late");
            }
            payload.get(text);
        }));

        fuzzer.run(TWIN_FRAMES);

        assertThat(fuzzer.findings()).isNotEmpty().allMatch(finding -> finding.contains("bytes allocated"));
    }

    @Test
    void fuzzFindsADecoderThatReadsWithoutLooking() {
        FrameFuzzer fuzzer = new FrameFuzzer(SEED, ORIGINALS, withPlanted(payload -> {
            payload.get(new byte[payload.getShort() & 0x3FF]);
        }));

        fuzzer.run(TWIN_FRAMES);

        assertThat(fuzzer.findings())
                .isNotEmpty()
                .allMatch(finding -> finding.contains(BufferUnderflowException.class.getSimpleName()));
    }

    /** The product's decoder, but for SET_CLIENT_ID, whose correlation is read well and whose string badly. */
    private static Consumer<ByteBuffer> withPlanted(Consumer<ByteBuffer> string) {
        return payload -> {
            boolean planted = payload.remaining() >= 7 && payload.get(0) == FrameType.SET_CLIENT_ID.code();
            if (planted) {
                string.accept(payload.position(5));
            } else {
                FrameCodec.decode(payload);
            }
        };
    }
}
