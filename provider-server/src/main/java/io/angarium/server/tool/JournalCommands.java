package io.angarium.server.tool;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalScan;
import io.angarium.journal.RecordVisitor;
import io.angarium.journal.VerifyReport;
import io.angarium.journal.file.FileDisk;
import io.angarium.server.effect.EffectReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code journal verify|dump}: looks at a data folder without changing it, whether a broker runs on it or not; {@code journal stat} asks a
 * running broker.
 */
@Command(
        name = "journal",
        description = "Check and show the journal in a data folder.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  angarium journal verify --data ./data",
            "  angarium journal dump --data ./data",
            "  angarium journal stat"
        })
final class JournalCommands extends Group {
    /** From here on the records are the journal's own. */
    private static final int FIRST_HOUSEKEEPING_TYPE = 128;

    private JournalCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new JournalCommands())
                .addSubcommand("verify", new Verify(terminal))
                .addSubcommand("dump", new Dump(terminal))
                .addSubcommand("stat", new Stat(terminal));
    }

    /** See the description. */
    @Command(
            name = "stat",
            description =
                    "Show how much disk the journal of a running broker has for what lives in it, how much a start"
                            + " would replay, and what keeps its oldest segment.",
            footer = {"", "Examples:", "  angarium journal stat", "  angarium journal stat --json"})
    static final class Stat extends ManagedCommand {
        Stat(Terminal terminal) {
            super(terminal);
        }

        @Override
        String operation() {
            return "journal.stat";
        }

        @Override
        void show(Terminal to, List<Map<String, Object>> rows) throws IOException {
            output.details(to, rows);
        }
    }

    /** The data folder. */
    static final class FolderOption {
        @Option(names = "--data", paramLabel = "DIR", required = true, description = "The broker's data folder.")
        Path data = Path.of(".");

        FileDisk disk() {
            Path journal = DataFolder.journal(data);
            if (!Files.isDirectory(journal)) {
                throw new ToolException("there is no journal in " + data + "; give a broker's data folder with --data");
            }
            return FileDisk.of(journal);
        }
    }

    /** See the description. */
    @Command(
            name = "verify",
            description = "Check every checksum and every sequence. Status 1 if the journal is damaged.",
            footer = {"", "Example:", "  angarium journal verify --data ./data"})
    static final class Verify implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final FolderOption folder = new FolderOption();

        @Mixin
        final OutputOptions output = new OutputOptions();

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            FileDisk disk = folder.disk();
            VerifyReport report;
            try (Meter meter = new Meter(terminal, "bytes checked", Meter.UNKNOWN, System::nanoTime)) {
                report = JournalScan.verify(disk, meter::to);
            } catch (JournalException e) {
                throw new ToolException(Failures.oneLine(e.getMessage()), e);
            }
            output.details(terminal, List.of(row(report)));
            return verdict(terminal, report);
        }
    }

    /** See the description. */
    @Command(
            name = "dump",
            description = "Write every record: position, type and its name, length, first bytes of the payload.",
            footer = {
                "",
                "Examples:",
                "  angarium journal dump --data ./data | head",
                "  angarium journal dump --data ./data --bytes 200 --json"
            })
    static final class Dump implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final FolderOption folder = new FolderOption();

        @Mixin
        final OutputOptions output = new OutputOptions();

        @Option(
                names = "--bytes",
                paramLabel = "N",
                description = "Payload bytes to show per record (default: ${DEFAULT-VALUE}).")
        int bytes = 32;

        Dump(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            FileDisk disk = folder.disk();
            Writer out = new BufferedWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8));
            try {
                VerifyReport report = JournalScan.dump(disk, printer(out));
                out.flush();
                return verdict(terminal, report);
            } catch (JournalException e) {
                throw new ToolException(Failures.oneLine(e.getMessage()), e);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private RecordVisitor printer(Writer out) {
            return (type, position, payload) -> {
                try {
                    out.write(line(type, position, payload));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }

        private String line(int type, long position, ByteBuffer payload) throws IOException {
            int length = payload.remaining();
            byte[] shown = new byte[Math.min(Math.max(bytes, 0), length)];
            payload.duplicate().get(shown);
            String hex = HexFormat.of().formatHex(shown) + (shown.length < length ? "…" : "");
            if (!output.json) {
                return String.format(
                        Locale.ROOT,
                        "%14d  %3d %-20s  %8d bytes  %s%n",
                        position,
                        type,
                        kind(type, payload),
                        length,
                        hex);
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("position", position);
            row.put("type", type);
            row.put("kind", kind(type, payload));
            row.put("length", length);
            row.put("payload", hex);
            return Json.line(json -> Json.value(json, row)) + "\n";
        }
    }

    /** The name of what a record says, for people. */
    private static String kind(int type, ByteBuffer payload) {
        if (type >= FIRST_HOUSEKEEPING_TYPE) {
            return "housekeeping";
        }
        try {
            return EffectReader.read(type, payload.duplicate()).getClass().getSimpleName();
        } catch (IllegalStateException e) {
            return "unknown"; // a newer version's; its bytes are shown all the same
        }
    }

    private static Map<String, Object> row(VerifyReport report) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sound", report.sound());
        row.put("segments", report.segments());
        row.put("records", report.records());
        row.put("bytes", report.bytes());
        row.put("tornBytes", report.tornBytes());
        row.put("lastPosition", report.lastPosition());
        row.put("closedInOrder", report.closedInOrder());
        VerifyReport.Damage damage = report.damage();
        if (damage != null) {
            row.put("file", damage.file());
            row.put("offset", damage.offset());
            row.put("damage", damage.what());
        }
        return row;
    }

    private static int verdict(Terminal terminal, VerifyReport report) {
        VerifyReport.Damage damage = report.damage();
        if (damage != null) {
            terminal.say("damaged: " + damage.file() + " at byte " + damage.offset() + ": " + damage.what());
            return Angarium.FAILED;
        }
        terminal.say("sound: " + report.records() + " records in " + report.segments() + " segments"
                + (report.tornBytes() > 0
                        ? "; the last write was cut off, which is harmless: it had not been confirmed"
                        : ""));
        return Angarium.OK;
    }
}
