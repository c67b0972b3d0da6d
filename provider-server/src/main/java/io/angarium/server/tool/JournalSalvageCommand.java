package io.angarium.server.tool;

import io.angarium.journal.Loss;
import io.angarium.server.BrokerSettings;
import io.angarium.server.JournalMaintenance;
import io.angarium.server.host.Salvage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code journal salvage}. */
@Command(
        name = "salvage",
        description =
                "Copy whatever is intact of a damaged journal, on which no broker runs, into a new data folder, and report"
                        + " what was lost. A broker starts on the copy.",
        footer = {
            "",
            "The damaged folder is not changed. Each line of the report names file, offset, length and what was lost there.",
            "In the place of a message whose record cannot be read there is a note in the queue QUARANTINE. Where removals",
            "were lost, messages may come again.",
            "",
            "Examples:",
            "  angarium journal salvage ./data ./saved",
            "  angarium journal salvage ./data ./saved --json > lost.json",
            "  angarium serve --data ./saved"
        })
final class JournalSalvageCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "SRC", description = "The data folder with the damaged journal.")
    Path source = Path.of(".");

    @Parameters(index = "1", paramLabel = "DST", description = "The new data folder; must be empty, if it is there.")
    Path target = Path.of(".");

    JournalSalvageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        JournalFolderOption.disk(source);
        Salvage.Outcome outcome;
        try (Meter meter = new Meter(terminal, "records saved", Meter.UNKNOWN, System::nanoTime)) {
            outcome = JournalMaintenance.salvage(BrokerSettings.in(source), BrokerSettings.in(target), meter::to);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Loss loss : outcome.losses()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("file", loss.file());
            row.put("offset", loss.offset());
            row.put("length", loss.length());
            row.put("lost", loss.what());
            rows.add(row);
        }
        output.table(terminal, rows, "losses");
        terminal.say("saved " + outcome.messages() + " messages into " + target + "; " + rows.size()
                + " places with losses; see the queue QUARANTINE there for messages that could not be read");
        return Angarium.OK;
    }
}
