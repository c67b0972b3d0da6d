package io.angarium.server.tool;

import io.angarium.server.tool.bench.LiveBench;
import io.angarium.server.tool.bench.SideBySide;
import io.angarium.server.tool.bench.SyncBench;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench compare}, see {@link SideBySide}. */
@Command(
        name = "compare",
        description = {
            "Compare two ways to connect: what an option of the URL, encryption or another broker costs.",
            "",
            "One producer over each URL sends persistent messages and takes turns with the other, a short time"
                    + " each. The ratio is that of the second to the first, in per cent: its median over all turns, and between"
                    + " which values the middle half of them lies. The queue bench.compare is emptied after each turn."
        },
        footer = {
            "",
            "Examples:",
            "  angarium bench compare --with 'angarium://localhost:7171?reconnect=false&heartbeat=0'",
            "  angarium bench compare --async --pairs 100 --url angarium://one:7171 --with angarium://two:7171"
        })
final class BenchCompareCommand implements Callable<Integer> {
    private static final String QUEUE = "bench.compare";

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Option(names = "--with", paramLabel = "URL", required = true, description = "The second URL.")
    String with = "";

    @Option(names = "--async", description = "Up to 1,000 sends on their way at once.")
    boolean async;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Turns of each (default: ${DEFAULT-VALUE}).")
    long pairs = 40;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long a turn is (default: 400ms).")
    Duration window = Duration.ofMillis(400);

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Body size (default: 1k).")
    int size = 1024;

    BenchCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, JMSException, InterruptedException {
        if (pairs < 1 || pairs > 100_000) {
            throw new UsageException("--pairs is from 1 to 100000");
        }
        ConnectOptions second = broker.to(with);
        LiveBench.Shape shape = new LiveBench.Shape(QUEUE, 1, 1, false, true, async, size);
        terminal.say(pairs + " turns of " + window.toMillis() + " ms each");
        SideBySide.Outcome outcome;
        try (Sweeper here = new Sweeper(broker, common);
                Sweeper there = new Sweeper(second, common)) {
            SyncBench.Pause emptying = () -> {
                here.sweep(QUEUE);
                if (!second.url.equals(broker.url)) {
                    there.sweep(QUEUE);
                }
            };
            outcome = new SideBySide(window, emptying)
                    .run(() -> broker.connect(common), () -> second.connect(common), shape, (int) pairs);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("first per second", Math.round(outcome.first()));
        row.put("second per second", Math.round(outcome.second()));
        row.put("ratio %", percent(outcome.ratio(0.5)));
        row.put("from %", percent(outcome.ratio(0.25)));
        row.put("to %", percent(outcome.ratio(0.75)));
        output.table(terminal, List.of(row), "comparisons");
        return Angarium.OK;
    }

    private static double percent(double ratio) {
        return Math.round(ratio * 1e3) / 10.0;
    }
}
