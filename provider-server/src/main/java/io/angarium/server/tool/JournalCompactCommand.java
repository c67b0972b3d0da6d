package io.angarium.server.tool;

import io.angarium.server.BrokerSettings;
import io.angarium.server.JournalMaintenance;
import io.angarium.server.host.Compaction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code journal compact}. */
@Command(
        name = "compact",
        description =
                "Make a journal, on which no broker runs, as small as what lives in it allows: what lives is moved out of"
                        + " segments that are not full, and empty files are deleted.",
        footer = {
            "",
            "A running broker does this by itself, to 1.5 times what lives and a constant. It may be interrupted at any",
            "moment; messages keep their ids and their order.",
            "",
            "Examples:",
            "  angarium journal compact --data ./data",
            "  angarium journal compact ./data --json"
        })
final class JournalCompactCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final JournalFolderOption folder = new JournalFolderOption();

    @Mixin
    final OutputOptions output = new OutputOptions();

    JournalCompactCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        folder.disk();
        Compaction.Outcome outcome;
        try (Meter meter = new Meter(terminal, "records moved", Meter.UNKNOWN, System::nanoTime)) {
            outcome = JournalMaintenance.compact(BrokerSettings.in(folder.folder()), meter::to);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("messages", outcome.messages());
        row.put("bytesBefore", outcome.bytesBefore());
        row.put("bytesAfter", outcome.bytesAfter());
        row.put("liveBytes", outcome.liveBytes());
        row.put("movedRecords", outcome.moved());
        output.details(terminal, List.of(row));
        return Angarium.OK;
    }
}
