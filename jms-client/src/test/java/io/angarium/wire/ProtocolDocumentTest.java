package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds the codec and {@code docs/protocol.md} to each other. */
@Timeout(60)
class ProtocolDocumentTest {
    private static String document = "";

    @BeforeAll
    static void readDocument() throws IOException {
        document = Files.readString(Path.of("..", "docs", "protocol.md"));
    }

    @Test
    void exampleBytesAreTheseFrames() {
        List<String> names = new ArrayList<>();
        List<byte[]> frames = new ArrayList<>();
        readExample(names, frames);

        List<Frame> expected = conversation();
        assertThat(names)
                .isEqualTo(expected.stream().map(f -> FrameType.of(f).name()).toList());
        for (int i = 0; i < expected.size(); i++) {
            ByteBuffer encoded = ByteBuffer.allocate(FrameCodec.size(expected.get(i)));
            FrameCodec.encode(expected.get(i), encoded);
            assertThat(HexFormat.of().formatHex(frames.get(i)))
                    .as("%s of the document", names.get(i))
                    .isEqualTo(HexFormat.of().formatHex(encoded.array()));
            assertThat(FrameCodec.decode(FrameSplitter.next(encoded.flip(), Limits.MAX_HANDSHAKE_BYTES)))
                    .isEqualTo(expected.get(i));
        }
    }

    private static void readExample(List<String> names, List<byte[]> frames) {
        String example = document.substring(document.indexOf("```hex\n") + 7);
        example = example.substring(0, example.indexOf("```"));
        for (String frame : example.split("(?m)^(?=[<>])")) {
            if (!frame.isBlank()) {
                names.add(frame.substring(1, frame.indexOf('\n')).trim());
                String digits = frame.substring(frame.indexOf('\n')).replaceAll("#.*|\\s", "");
                frames.add(HexFormat.of().parseHex(digits));
            }
        }
    }

    private static List<Frame> conversation() {
        UUID incarnation = UUID.fromString("01234567-89ab-cdef-0011-223344556677");
        UUID broker = UUID.fromString("8899aabb-ccdd-eeff-0123-456789abcdef");
        Destination orders = Destination.queue("orders");
        long sent = 1_700_000_000_000L;
        EncodedMessage message = new MessageBuilder()
                .destination(orders)
                .messageId("ID:1")
                .timestamp(sent)
                .properties(Map.of("amount", 5))
                .text("hello")
                .build();
        return List.of(
                new ConnectionFrame.Hello(1, 1, 0, incarnation, null, null, null, "example 0.1", 30_000),
                new ConnectionFrame.Welcome(1, 0, broker, "angarium-broker", 7, Limits.MAX_FRAME_BYTES, 15_000),
                new SessionFrame.OpenSession(1),
                new ProducerFrame.OpenProducer(1, 1, 1, orders),
                new ReplyFrame.Ok(1),
                new ProducerFrame.ProducerCredit(1, 1000, 1 << 20),
                new ProducerFrame.Send(1, 1, 0, 60_000, 0, message),
                new ProducerFrame.Confirmed(1, 1),
                new ConsumerFrame.OpenConsumer(2, 1, 1, ConsumerFrame.Kind.QUEUE, orders, null, null, false),
                new ReplyFrame.Ok(2),
                new ConsumerFrame.Credit(1, 100, 1 << 20),
                new ConsumerFrame.Deliver(1, 1, 4096, 1, sent + 60_000, 60_000, 0, message),
                new ConsumerFrame.Acknowledge(
                        0, 1, 0, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(1, 1, 1))),
                new SessionFrame.CloseSession(3, 1, List.of(new SessionFrame.Handed(1, 1))),
                new ReplyFrame.Ok(3),
                new ConnectionFrame.Goodbye(null, ""),
                new ConnectionFrame.Goodbye(null, ""));
    }

    @Test
    void tableOfFramesIsTheCodesTable() {
        assertThat(rows("\\| `(0x\\p{XDigit}{2})` \\| (\\w+) \\|"))
                .isEqualTo(Stream.of(FrameType.values())
                        .map(type -> String.format("0x%02x %s", type.code(), type))
                        .toList());
    }

    @Test
    void everyFrameHasATableOfItsFields() {
        for (FrameType type : FrameType.values()) {
            int at = document.indexOf(String.format("### %s (0x%02x)", type, type.code()));
            assertThat(at).as("%s", type).isPositive();
            int end = document.indexOf("\n#", at);
            List<String> fields = Pattern.compile("(?m)^\\| (\\w+) \\|")
                    .matcher(document.substring(at, end))
                    .results()
                    .map(row -> row.group(1))
                    .filter(field -> !field.equals("field"))
                    .toList();
            assertThat(fields)
                    .as("%s", type)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(type.record().getRecordComponents())
                                    .map(RecordComponent::getName)
                                    .toList());
        }
    }

    @Test
    void errorCodesAreTheseOfTheDocument() {
        int at = document.indexOf("## Error codes");
        assertThat(rowsOf(document.substring(at, document.indexOf("\n## ", at)), "\\| (\\d+) \\| (\\w+) \\|"))
                .isEqualTo(Stream.of(ErrorCode.values())
                        .map(code -> code.code() + " " + code)
                        .toList());
    }

    @Test
    void limitsAreTheseOfTheDocument() throws IllegalAccessException {
        List<String> limits = new ArrayList<>();
        for (Field field : Limits.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                limits.add(field.getName() + " " + field.getInt(null));
            }
        }
        assertThat(rows("\\| (MAX_\\w+) \\| (\\d+) \\|")).isEqualTo(limits);
    }

    @Test
    void linksLeadToHeadings() {
        List<String> headings = Pattern.compile("(?m)^#+ (.*)$")
                .matcher(document)
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
        Matcher links = Pattern.compile("\\]\\(#([^)]+)\\)").matcher(document);
        assertThat(links.results().map(link -> link.group(1)).collect(Collectors.toSet()))
                .isSubsetOf(headings);
    }

    private static List<String> rows(String pattern) {
        return rowsOf(document, pattern);
    }

    private static List<String> rowsOf(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
    }
}
