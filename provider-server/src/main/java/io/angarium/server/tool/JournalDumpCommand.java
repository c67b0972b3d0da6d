package io.angarium.server.tool;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalScan;
import io.angarium.journal.RecordVisitor;
import io.angarium.journal.VerifyReport;
import io.angarium.journal.file.FileDisk;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code journal dump}. */
@Command(
        name = "dump",
        description = "Write the records, or those that all given filters let through; changes and locks nothing.",
        footer = {
            "",
            "Examples:",
            "  angarium journal dump --data ./data | head",
            "  angarium journal dump --data ./data --destination orders --type MessageStored --json",
            "  angarium journal dump --data ./data --message 67113017 --checkpoint",
            "  angarium journal dump --data ./data --segment 3 --bytes 200"
        })
final class JournalDumpCommand implements Callable<Integer> {
    /** Ids of messages that a line of JSON names at most. */
    private static final int MOST_IDS = 100;

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final JournalFolderOption folder = new JournalFolderOption();

    @Mixin
    final DumpFilter.Options filters = new DumpFilter.Options();

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Option(names = "--checkpoint", description = "Also the records of the checkpoint, first, at position 0.")
    boolean checkpoint;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "Payload bytes to show per record (default: ${DEFAULT-VALUE}).")
    int bytes = 32;

    JournalDumpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        FileDisk disk = folder.disk();
        Writer out = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
        DestinationNames names = new DestinationNames();
        int segmentBytes = Math.max(1, JournalScan.outline(disk).segmentBytes());
        DumpFilter filter = filters.filter(names, segmentBytes);
        RecordVisitor printer = (type, position, payload) -> {
            RecordFacts facts = RecordFacts.of(type, position, payload);
            names.learn(facts.effect());
            if ((position > 0 || checkpoint) && filter.lets(facts)) {
                print(out, json ? object(facts, names, segmentBytes, payload) : line(facts, names, payload));
            }
        };
        try {
            VerifyReport report = JournalScan.dump(disk, printer, printer);
            out.flush();
            return JournalVerifyCommand.verdict(terminal, report);
        } catch (JournalException e) {
            throw new ToolException(Failures.oneLine(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void print(Writer out, String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(RecordFacts facts, DestinationNames names, ByteBuffer payload) {
        List<String> places = names.labels(facts.destinations());
        return String.format(
                Locale.ROOT,
                "%14d  %3d %-20s  %8d bytes  %s%s",
                facts.position(),
                facts.type(),
                facts.kind(),
                payload.remaining(),
                hex(payload),
                places.isEmpty() ? "" : "  " + String.join(", ", places));
    }

    private String object(RecordFacts facts, DestinationNames names, int segmentBytes, ByteBuffer payload) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("position", facts.position());
        if (facts.position() > 0) {
            row.put("segment", facts.position() / segmentBytes);
            row.put("offset", facts.position() % segmentBytes);
        }
        row.put("type", facts.type());
        row.put("kind", facts.kind());
        if (facts.destinations().length > 0) {
            row.put("destinations", names.labels(facts.destinations()));
        }
        if (facts.messages().length > 0) {
            row.put(
                    "messages",
                    Arrays.stream(facts.messages()).limit(MOST_IDS).boxed().toList());
            row.put("messageCount", facts.messages().length);
        }
        if (facts.transaction() != 0) {
            row.put("transaction", facts.transaction());
        }
        row.put("length", payload.remaining());
        row.put("payload", hex(payload));
        try {
            return Json.line(json -> Json.value(json, row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hex(ByteBuffer payload) {
        byte[] shown = new byte[Math.min(Math.max(bytes, 0), payload.remaining())];
        payload.duplicate().get(shown);
        return HexFormat.of().formatHex(shown) + (shown.length < payload.remaining() ? "…" : "");
    }
}
