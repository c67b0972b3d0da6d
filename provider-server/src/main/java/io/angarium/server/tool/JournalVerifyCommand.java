package io.angarium.server.tool;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalScan;
import io.angarium.journal.VerifyReport;
import io.angarium.journal.file.FileDisk;
import io.angarium.server.BrokerSettings;
import io.angarium.server.JournalMaintenance;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code journal verify}. */
@Command(
        name = "verify",
        description =
                "Check every checksum and every sequence, and that nothing is missing that a start needs; changes and"
                        + " locks nothing. Status 1 if the journal is damaged.",
        footer = {
            "",
            "Examples:",
            "  angarium journal verify --data ./data",
            "  angarium journal verify /backup/monday --json"
        })
final class JournalVerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final JournalFolderOption folder = new JournalFolderOption();

    @Mixin
    final OutputOptions output = new OutputOptions();

    JournalVerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        VerifyReport report = rehearsed(check(terminal, folder.disk()));
        output.details(terminal, List.of(row(report)));
        return verdict(terminal, report);
    }

    /** What can be read may still lack something: a start would know. */
    private VerifyReport rehearsed(VerifyReport report) throws IOException {
        if (!report.sound() || report.segments() == 0) {
            return report;
        }
        try {
            VerifyReport.Damage missing = JournalMaintenance.rehearse(BrokerSettings.in(folder.folder()));
            return missing == null ? report : report.with(missing);
        } catch (JournalException | IllegalStateException e) {
            throw new ToolException(Failures.oneLine(e.getMessage()), e);
        }
    }

    /** Verifies and shows how far it has come. */
    static VerifyReport check(Terminal terminal, FileDisk disk) {
        long total = JournalScan.outline(disk).fileBytes();
        try (Meter meter = new Meter(terminal, "bytes checked", total, System::nanoTime)) {
            return JournalScan.verify(disk, meter::to);
        } catch (JournalException e) {
            throw new ToolException(Failures.oneLine(e.getMessage()), e);
        }
    }

    static Map<String, Object> row(VerifyReport report) {
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

    /** Says in a line how it stands, and returns the status for it. */
    static int verdict(Terminal terminal, VerifyReport report) {
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
