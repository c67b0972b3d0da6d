package io.angarium.server.tool;

import io.angarium.server.tool.bench.LiveBench;
import io.angarium.server.tool.bench.ProducerLoad;
import io.angarium.server.tool.bench.Watch;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench send}, {@code bench pair}, {@code bench request-reply}: a load against any broker, a line each second, a summary. */
final class LiveBenchCommands {
    private LiveBenchCommands() {}

    /** What the three have in common. */
    abstract static class Live implements Callable<Integer> {
        private final Terminal terminal;
        private final String queue;

        @Mixin
        final CommonOptions common = new CommonOptions();

        @Mixin
        final ConnectOptions broker = new ConnectOptions();

        @Mixin
        final OutputOptions output = new OutputOptions();

        @Option(
                names = "--time",
                paramLabel = "DURATION",
                converter = DurationConverter.class,
                description = "For how long (default: 10s).")
        Duration time = Duration.ofSeconds(10);

        @Option(
                names = {"-s", "--size"},
                paramLabel = "SIZE",
                converter = SizeConverter.class,
                description = "Body size (default: 1k).")
        int size = 1024;

        Live(Terminal terminal, String queue) {
            this.terminal = terminal;
            this.queue = queue;
        }

        @Override
        public Integer call() throws IOException, JMSException, InterruptedException {
            LiveBench.Shape shape = shape(queue);
            if (shape.producers() < 1 || shape.consumers() < 1) {
                throw new UsageException("a load needs one producer and one consumer at least");
            }
            Watch.Line all = run(() -> broker.connect(common), shape, line -> terminal.say(text(line)));
            print(all);
            after(queue);
            return Angarium.OK;
        }

        abstract LiveBench.Shape shape(String name);

        abstract Watch.Line run(
                ProducerLoad.Connector connector, LiveBench.Shape shape, Consumer<Watch.Line> eachSecond)
                throws JMSException, InterruptedException;

        /** Leaves nothing behind. */
        void after(String name) throws JMSException, InterruptedException {
            // what was sent was received
        }

        private static String text(Watch.Line line) {
            return String.format(
                    Locale.ROOT,
                    "%4.0f s  %,9.0f/s  p50 %,.0f us  p99 %,.0f us  longest %,.0f us",
                    line.atSecond(),
                    line.perSecond(),
                    line.p50Micros(),
                    line.p99Micros(),
                    line.longestMicros());
        }

        private void print(Watch.Line all) throws IOException {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("seconds", Math.round(all.atSecond() * 10) / 10.0);
            row.put("operations", all.operations());
            row.put("per second", Math.round(all.perSecond()));
            row.put("p50 us", Math.round(all.p50Micros()));
            row.put("p99 us", Math.round(all.p99Micros()));
            row.put("p99.9 us", Math.round(all.p999Micros()));
            row.put("longest us", Math.round(all.longestMicros()));
            output.table(terminal, List.of(row), "operations");
        }
    }

    /** See {@link LiveBench#sends}. */
    @Command(
            name = "send",
            description = {
                "Measure confirmed sends to a queue, which is emptied afterwards.",
                "",
                "Without options one blocking producer of persistent messages; each producer has a connection."
            },
            footer = {
                "",
                "Examples:",
                "  angarium bench send --producers 16",
                "  angarium bench send --async --time 30s --json"
            })
    static final class Send extends Live {
        @Option(names = "--producers", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        int producers = 1;

        @Option(names = "--async", description = "Up to 1,000 sends of each producer on their way at once.")
        boolean async;

        @Option(names = "--non-persistent", description = "Messages that do not survive a restart.")
        boolean nonPersistent;

        Send(Terminal terminal) {
            super(terminal, "bench.send");
        }

        @Override
        LiveBench.Shape shape(String name) {
            return new LiveBench.Shape(name, producers, 1, false, !nonPersistent, async, size);
        }

        @Override
        Watch.Line run(ProducerLoad.Connector connector, LiveBench.Shape shape, Consumer<Watch.Line> eachSecond)
                throws JMSException, InterruptedException {
            return LiveBench.sends(connector, shape, time, eachSecond);
        }

        @Override
        void after(String name) throws JMSException, InterruptedException {
            try (Sweeper sweeper = new Sweeper(broker, common)) {
                sweeper.sweep(name);
            }
        }
    }

    /** See {@link LiveBench#deliveries}. */
    @Command(
            name = "pair",
            description = {
                "Measure messages from producers to listeners, with the time from send to receipt.",
                "",
                "Without options one of each over a queue, non-persistent; every message has to arrive."
            },
            footer = {
                "",
                "Examples:",
                "  angarium bench pair --producers 4 --consumers 4 --persistent",
                "  angarium bench pair --topic --consumers 8"
            })
    static final class Pair extends Live {
        @Option(names = "--producers", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        int producers = 1;

        @Option(names = "--consumers", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        int consumers = 1;

        @Option(names = "--topic", description = "Over a topic: each consumer gets every message.")
        boolean topic;

        @Option(names = "--persistent", description = "Messages that survive a restart.")
        boolean persistent;

        @Option(names = "--async", description = "Up to 1,000 sends of each producer on their way at once.")
        boolean async;

        Pair(Terminal terminal) {
            super(terminal, "bench.pair");
        }

        @Override
        LiveBench.Shape shape(String name) {
            return new LiveBench.Shape(name, producers, consumers, topic, persistent, async, size);
        }

        @Override
        Watch.Line run(ProducerLoad.Connector connector, LiveBench.Shape shape, Consumer<Watch.Line> eachSecond)
                throws JMSException, InterruptedException {
            return LiveBench.deliveries(connector, shape, time, eachSecond);
        }
    }

    /** See {@link LiveBench#roundTrips}. */
    @Command(
            name = "request-reply",
            description = "Measure requests over a queue with replies on a temporary queue, non-persistent.",
            footer = {"", "Example:", "  angarium bench request-reply --clients 4"})
    static final class RequestReply extends Live {
        @Option(names = "--clients", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        int clients = 1;

        RequestReply(Terminal terminal) {
            super(terminal, "bench.request");
        }

        @Override
        LiveBench.Shape shape(String name) {
            return new LiveBench.Shape(name, clients, 1, false, false, false, size);
        }

        @Override
        Watch.Line run(ProducerLoad.Connector connector, LiveBench.Shape shape, Consumer<Watch.Line> eachSecond)
                throws JMSException, InterruptedException {
            return LiveBench.roundTrips(connector, shape, time, eachSecond);
        }
    }
}
