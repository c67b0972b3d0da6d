package io.angarium.server.tool;

import io.angarium.server.tool.bench.BareProbe;
import io.angarium.server.tool.bench.ChildBroker;
import io.angarium.server.tool.bench.ProducerLoad;
import io.angarium.server.tool.bench.SyncBench;
import io.angarium.server.tool.bench.Window;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench sync}, {@link BenchCompareCommand} and the commands of {@link LiveBenchCommands}. */
@Command(
        name = "bench",
        description = "Measure this machine and the broker on it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  angarium bench sync --quick", "  angarium bench send --producers 16"})
final class BenchCommands extends Group {
    private BenchCommands() {}

    static CommandLine group(Terminal terminal) {
        return new CommandLine(new BenchCommands())
                .addSubcommand("sync", new Sync(terminal))
                .addSubcommand("send", new LiveBenchCommands.Send(terminal))
                .addSubcommand("pair", new LiveBenchCommands.Pair(terminal))
                .addSubcommand("request-reply", new LiveBenchCommands.RequestReply(terminal))
                .addSubcommand("compare", new BenchCompareCommand(terminal));
    }

    /** See {@link SyncBench}. */
    @Command(
            name = "sync",
            description = {
                "Measure confirmed persistent sends against the bare probe.",
                "",
                "The bare probe is one client thread and one server thread: a block over loopback, written over"
                        + " preallocated space, forced with fdatasync, four bytes back; back to back, nothing else."
                        + " It takes turns with one and with 16 blocking JMS producers, against a fresh broker"
                        + " process with its data on the same disk. Medians over all rounds."
            },
            footer = {
                "",
                "Examples:",
                "  angarium bench sync",
                "  angarium bench sync --quick --json",
                "  angarium bench sync --dir /mnt/fast",
                "  angarium bench sync --url angarium://localhost:7171"
            })
    static final class Sync implements Callable<Integer> {
        private static final String QUEUE = "bench.sync";

        private final Terminal terminal;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final OutputOptions output = new OutputOptions();

        @Option(names = "--quick", description = "Ten seconds instead of a minute; rough.")
        boolean quick;

        @Option(
                names = "--size",
                paramLabel = "SIZE",
                converter = SizeConverter.class,
                description = "Body size (default: 1k).")
        int size = 1024;

        @Option(
                names = "--producers",
                paramLabel = "N",
                description = "How many producers to compare with one (default: ${DEFAULT-VALUE}).")
        int producers = 16;

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description = "Where to put the probe's file and the broker's data (default: here).")
        Path dir = Path.of(".");

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Measure a running broker instead of a fresh one; it should use the same disk.")
        @Nullable
        String url;

        @Option(names = "--user", paramLabel = "NAME", description = "User name, with --url.")
        @Nullable
        String user;

        Sync(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, JMSException, InterruptedException {
            if (producers < 2) {
                throw new UsageException("--producers takes 2 or more: they are compared with one");
            }
            Path folder = Files.createTempDirectory(Files.createDirectories(dir), "angarium-bench");
            Thread cleaner = new Thread(() -> DataFolder.deleteQuietly(folder), "bench-clean-up");
            Runtime.getRuntime().addShutdownHook(cleaner);
            try {
                measure(folder);
            } finally {
                DataFolder.deleteQuietly(folder);
            }
            return Angarium.OK;
        }

        private void measure(Path folder) throws IOException, JMSException, InterruptedException {
            if (url != null) {
                measure(folder, url);
                return;
            }
            try (ChildBroker child = ChildBroker.start(Angarium.class.getName(), folder.resolve("data"))) {
                measure(folder, child.url());
            }
        }

        private void measure(Path folder, String address) throws IOException, JMSException, InterruptedException {
            ConnectOptions broker = new ConnectOptions();
            broker.url = address;
            broker.user = user;
            SyncBench.Result result;
            try (Sweeper sweeper = new Sweeper(broker, common);
                    BareProbe probe = new BareProbe(folder, size);
                    ProducerLoad one = new ProducerLoad(() -> broker.connect(common), QUEUE, 1, size);
                    ProducerLoad many = new ProducerLoad(() -> broker.connect(common), QUEUE, producers, size)) {
                SyncBench.Plan plan = quick ? SyncBench.Plan.QUICK : SyncBench.Plan.FULL;
                result = new SyncBench(probe, one, many).run(plan, () -> sweeper.sweep(QUEUE), terminal::say);
            }
            print(result);
        }

        private void print(SyncBench.Result result) throws IOException {
            List<Map<String, Object>> rows = new ArrayList<>();
            rows.add(row("bare probe", result.probe()));
            rows.add(row("1 producer", result.one()));
            rows.add(row(producers + " producers", result.many()));
            if (output.json) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("windows", rows);
                all.put("bodyBytes", size);
                all.put("oneToProbe", result.oneToProbe());
                all.put("manyToOne", result.manyToOne());
                terminal.print(Json.line(json -> Json.value(json, all)) + "\n");
                return;
            }
            terminal.print(Rows.table(rows));
            terminal.print(String.format(
                    Locale.ROOT,
                    "1 producer / bare probe   %.0f %%%n%d producers / 1 producer  %.1f times%n",
                    result.oneToProbe() * 100,
                    producers,
                    result.manyToOne()));
        }

        private static Map<String, Object> row(String what, Window window) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("load", what);
            row.put("msgs/s", Math.round(window.perSecond()));
            row.put("p50 us", Math.round(window.p50Micros()));
            row.put("p99 us", Math.round(window.p99Micros()));
            return row;
        }
    }
}
