package io.angarium.server.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code journal backup}: has a running broker copy its data, and watches. */
@Command(
        name = "backup",
        description =
                "Copy the data of a running broker, as they are now, into a folder on the broker's machine, while it goes"
                        + " on. A broker starts on the copy.",
        footer = {
            "",
            "Everything that was confirmed before is in the copy. It is read and checked before it counts.",
            "",
            "Examples:",
            "  angarium journal backup /backup/monday",
            "  angarium serve --data /backup/monday --port 7272"
        })
final class JournalBackupCommand implements Callable<Integer> {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "DST", description = "The folder; made if it is not there, else it must be empty.")
    Path folder = Path.of(".");

    JournalBackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ManagementClient client = broker.manage(common)) {
            String absolute = folder.toAbsolutePath().normalize().toString();
            Map<String, Object> row = one(client.ask("journal.backup", Map.of("folder", absolute)));
            row = await(client, row);
            if (!"done".equals(row.get("state"))) {
                throw new ToolException(
                        "the copy was not made: " + Failures.oneLine(String.valueOf(row.get("reason"))));
            }
            output.details(terminal, List.of(row));
            return Angarium.OK;
        }
    }

    private Map<String, Object> await(ManagementClient client, Map<String, Object> begun) throws InterruptedException {
        Map<String, Object> row = begun;
        Meter meter = null;
        try {
            while ("running".equals(row.get("state"))) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                row = one(client.ask("journal.backup.status", Map.of()));
                if (meter == null && row.get("totalBytes") instanceof Number total) {
                    meter = new Meter(terminal, "bytes copied", total.longValue(), System::nanoTime);
                }
                if (meter != null && row.get("copiedBytes") instanceof Number copied) {
                    meter.to(copied.longValue());
                }
            }
            return row;
        } finally {
            if (meter != null) {
                meter.close();
            }
        }
    }

    private static Map<String, Object> one(List<Map<String, Object>> rows) {
        return rows.isEmpty() ? Map.of() : rows.get(0);
    }
}
