package io.angarium.server.tool;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How rows are written. */
final class OutputOptions {
    @Option(names = "--json", description = "Write JSON, for scripts.")
    boolean json;

    /** A table, or a JSON array. */
    void table(Terminal terminal, List<Map<String, Object>> rows, String unit) throws IOException {
        terminal.print(json ? Rows.json(rows) : Rows.table(rows));
        if (!json && rows.isEmpty()) {
            terminal.say("no " + unit);
        }
    }

    /** Names and values below each other, or a JSON array. */
    void details(Terminal terminal, List<Map<String, Object>> rows) throws IOException {
        if (json) {
            terminal.print(Rows.json(rows));
            return;
        }
        for (Map<String, Object> row : rows) {
            terminal.print(Rows.list(row));
        }
    }
}
