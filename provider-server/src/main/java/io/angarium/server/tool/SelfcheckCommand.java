package io.angarium.server.tool;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.server.tool.selfcheck.Report;
import io.angarium.server.tool.selfcheck.ScratchBroker;
import io.angarium.server.tool.selfcheck.Selfcheck;
import io.angarium.server.tool.selfcheck.Victim;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code selfcheck}: see {@link Selfcheck}. */
@Command(
        name = "selfcheck",
        description = {
            "Prove on this disk and network that nothing is lost, doubled or out of order, whatever breaks.",
            "",
            "Nine producers and nine consumers of all kinds work without a line of code for it while a broker of its"
                    + " own is killed and stopped, and connections are cut, frozen, slowed and robbed of one direction;"
                    + " two more move messages by XA, with the part of a transaction manager. With --url they use queues"
                    + " and a topic of their own at a running broker, which is left alone: only their connections are"
                    + " disturbed. Ends with status 0 if every promise was kept."
        },
        footer = {
            "",
            "Examples:",
            "  angarium selfcheck --minutes 5",
            "  angarium selfcheck --minutes 60 --dir /mnt/fast --json",
            "  angarium selfcheck --minutes 10 --url angarium://broker1:7171 --user check"
        })
final class SelfcheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "For how long; a part of a minute will do (default: ${DEFAULT-VALUE}).")
    double minutes = 2;

    @Option(names = "--disturbances", paramLabel = "N", description = "End after so many (default: when time is over).")
    int disturbances = Integer.MAX_VALUE;

    @Option(
            names = "--gap",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Between two disturbances (default: 2s).")
    Duration gap = Duration.ofSeconds(2);

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Use this running broker instead of one of its own; its first address.")
    @Nullable
    String url;

    @Option(names = "--user", paramLabel = "NAME", description = "User name, with --url.")
    @Nullable
    String user;

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "Names of queues and topic begin with this (default: ${DEFAULT-VALUE}).")
    String prefix = "selfcheck";

    @Option(names = "--dir", paramLabel = "DIR", description = "Where to put its broker's data (default: here).")
    Path dir = Path.of(".");

    @Option(names = "--seed", paramLabel = "N", description = "Repeat the order of disturbances of an earlier run.")
    long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

    SelfcheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, JMSException, InterruptedException {
        if (!(minutes > 0) || minutes > 1_000_000 || disturbances < 1) {
            throw new UsageException("--minutes and --disturbances take more than 0");
        }
        Report report = url == null ? checkScratch() : checkLive(url);
        print(report);
        return report.good() ? Angarium.OK : Angarium.FAILED;
    }

    private Report checkScratch() throws IOException, JMSException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(dir), "angarium-selfcheck");
        Thread cleaner = new Thread(() -> DataFolder.deleteQuietly(folder), "selfcheck-clean-up");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try (Victim broker = new ScratchBroker(Angarium.class.getName(), folder.resolve("data"));
                Relay relay = new Relay(broker.port())) {
            return run(relay, broker, "");
        } finally {
            DataFolder.deleteQuietly(folder);
        }
    }

    private Report checkLive(String text) throws IOException, JMSException, InterruptedException {
        BrokerUri uri;
        try {
            uri = BrokerUri.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ToolException(e.getMessage() == null ? "--url is not a broker's address" : e.getMessage(), e);
        }
        if (!uri.scheme().equals(BrokerUri.PLAIN)) {
            throw new ToolException("selfcheck stands between client and broker, which works with " + BrokerUri.PLAIN
                    + ":// only; give the address of the broker's plain port");
        }
        BrokerUri.Address first = uri.addresses().get(0);
        int options = text.indexOf('?');
        try (Relay relay = new Relay(InetSocketAddress.createUnresolved(first.host(), first.port()))) {
            ConnectOptions direct = new ConnectOptions();
            direct.url = text;
            direct.user = user;
            direct.connect(common).close(); // says at once if there is no broker, or the user is not let in
            return run(relay, null, options < 0 ? "" : text.substring(options));
        }
    }

    private Report run(Relay relay, @Nullable Victim victim, String options)
            throws IOException, JMSException, InterruptedException {
        Selfcheck.Plan plan = new Selfcheck.Plan(
                seed,
                prefix,
                Duration.ofMillis((long) (minutes * 60_000)),
                disturbances,
                gap,
                Selfcheck.USUAL_PATIENCE);
        ConnectOptions broker = new ConnectOptions();
        broker.url = "angarium://127.0.0.1:" + relay.port() + options;
        broker.user = user;
        try (StopSignal stop = StopSignal.install();
                Meter meter = new Meter(terminal, "received", Meter.UNKNOWN, System::nanoTime)) {
            return new Selfcheck(plan, relay, victim, connecting(broker))
                    .run(() -> !stop.requested(), (since, sent, confirmed, received, disturbed) -> meter.to(received));
        }
    }

    private Selfcheck.Applications connecting(ConnectOptions broker) {
        return new Selfcheck.Applications() {
            @Override
            public Connection connect(int relayPort) {
                return broker.connect(common);
            }

            @Override
            public XAConnection connectXa(int relayPort) throws JMSException {
                return broker.connectXa(common);
            }
        };
    }

    private void print(Report report) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("verdict", report.good() ? "good" : "bad");
        row.put("seconds", report.length().toSeconds());
        row.put("sent", report.sums().sent());
        row.put("confirmed", report.sums().confirmed());
        row.put("received", report.sums().received());
        row.put("lost", report.sums().missing());
        row.put("doubled", report.sums().doubled());
        row.put("out of order", report.sums().outOfOrder());
        row.put("received again", report.sums().again());
        row.put("rolled back", report.rolledBack());
        row.put("xa committed", report.xa().committed());
        row.put("xa rolled back", report.xa().rolledBack());
        row.put("xa connections lost", report.xa().connectionsLost());
        row.put("xa finished by recovery", report.xa().finished());
        row.put("xa orphans rolled back", report.xa().orphans());
        row.put("strangers", report.strangers());
        report.disturbances()
                .forEach((kind, count) ->
                        row.put(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), count));
        row.put("reconnects", report.reconnects());
        row.put("slowest reconnect ms", report.slowestReconnect().toMillis());
        row.put("longest outage ms", report.longestOutage().toMillis());
        row.put("seed", report.seed());
        List<String> faults = new ArrayList<>(report.faults());
        if (output.json) {
            row.put("faults", faults);
        }
        output.details(terminal, List.of(row));
        if (!output.json) {
            faults.forEach(terminal::say);
        }
    }
}
