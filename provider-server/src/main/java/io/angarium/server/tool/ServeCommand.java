package io.angarium.server.tool;

import io.angarium.server.Broker;
import io.angarium.server.BrokerException;
import io.angarium.server.BrokerSettings;
import io.angarium.server.SettingsSource;
import io.angarium.server.config.ConfigFile;
import io.angarium.server.host.BrokerFailure;
import io.angarium.server.tool.jmx.JmxViews;
import io.angarium.server.transport.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a broker until it is told to stop. */
@Command(
        name = "serve",
        description = "Run a broker until SIGTERM or Ctrl-C.",
        footer = {
            "",
            "Prints one line on standard output when it is ready; logs to standard error.",
            "Ends with status 0 when it was told to, 1 when it cannot go on, 3 when its memory is used up.",
            "",
            "Examples:",
            "  angarium serve --data ./data",
            "  angarium serve --data /var/lib/angarium --config /etc/angarium.yaml",
            "  angarium serve --data ./data --host 0.0.0.0 --port 7172"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final long STOP_SECONDS = 20;
    private static final int RESERVE_BYTES = 2 * 1024 * 1024;

    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Data folder; made if it is not there.")
    Path data = Path.of(".");

    @Option(names = "--port", paramLabel = "PORT", description = "TCP port (default: 7171), 0 for any free one.")
    @Nullable
    Integer port;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default: localhost).")
    @Nullable
    String host;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML; options here override it.")
    @Nullable
    Path config;

    /** Let go of where the memory is used up, so that there is some to say so. */
    private final AtomicReference<byte @Nullable []> reserve = new AtomicReference<>();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (common.verbose) {
            System.setProperty(LogSetup.LEVEL_PROPERTY, "DEBUG"); // read when the first line is logged
        }
        reserve.set(new byte[RESERVE_BYTES]);
        try {
            return serve();
        } catch (OutOfMemoryError e) {
            return memoryUsedUp("the broker cannot start because its memory is used up; give it more, as with -Xmx", e);
        }
    }

    private int serve() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        StartUp.begin();
        BrokerSettings settings = settings();
        createFolder();
        Broker broker = start(settings, source());
        JmxViews views = JmxViews.register(broker.name(), new BrokerManagement(broker.name()));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            views.close();
                            stop(broker);
                        },
                        "angarium-stop"));
        terminal.print(ready(broker, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)) + "\n");
        try {
            BrokerFailure failure = broker.failure().get();
            reserve.set(null);
            String line = "the broker stopped by itself: " + failure.text();
            if (failure.outOfMemory()) {
                return memoryUsedUp(line, failure.cause());
            }
            terminal.say("angarium serve: " + line);
        } catch (ExecutionException e) {
            terminal.say("angarium serve: the broker stopped by itself: " + Failures.explain(e, true));
        }
        return Angarium.FAILED;
    }

    private int memoryUsedUp(String line, @Nullable Throwable cause) {
        reserve.set(null);
        terminal.say("angarium serve: " + line + Failures.where(cause));
        return Angarium.NO_MEMORY;
    }

    private BrokerSettings settings() {
        BrokerSettings settings = config == null ? BrokerSettings.in(data) : ConfigFile.read(config, data);
        if (port != null) {
            if (port < 0 || port > MAX_PORT) {
                throw new UsageException("--port takes 0 to " + MAX_PORT + ", not " + port);
            }
            settings = settings.withPort(port);
        }
        return host == null ? settings : settings.withHost(host);
    }

    private SettingsSource source() {
        return new SettingsSource() {
            @Override
            public @Nullable BrokerSettings read() {
                return config == null ? null : settings();
            }

            @Override
            public Map<String, String> written(BrokerSettings settings) {
                return ConfigFile.written(settings);
            }

            @Override
            public boolean live(String key) {
                return ConfigFile.live(key);
            }
        };
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectories(data);
        } catch (FileAlreadyExistsException e) {
            throw new ToolException(data + " is a file; choose a folder with --data", e);
        } catch (FileSystemException e) {
            String why = e instanceof AccessDeniedException ? "no permission for " + e.getFile() : e.getMessage();
            throw new ToolException(
                    "cannot make the data folder " + data + ": " + why + "; choose another with --data", e);
        }
    }

    private static Broker start(BrokerSettings settings, SettingsSource source) {
        try {
            checkAddress(settings.transport());
            return Broker.start(settings, source);
        } catch (BrokerException | IOException e) {
            TransportSettings transport = settings.transport();
            if (transport != null && Failures.concernsAddress(e)) {
                throw new ToolException(Failures.explainBind(transport.host(), transport.port(), e), e);
            }
            throw new ToolException(Failures.explain(e, true), e);
        }
    }

    /** Fails fast: whether the address can be had is known before the journal is recovered, which may take long. */
    private static void checkAddress(@Nullable TransportSettings transport) throws IOException {
        if (transport == null || transport.port() == 0) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(transport.host(), transport.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(transport.host());
        }
        try (Socket probe = new Socket()) { // which does not listen: a client that met it would be let in and lost
            probe.setReuseAddress(true);
            probe.bind(address);
        }
    }

    private String ready(Broker broker, long millis) throws InterruptedException {
        TransportSettings transport = broker.settings().transport();
        String address = (transport == null ? "nothing" : transport.host()) + ":" + broker.port();
        return "angarium " + Version.number() + " ready on " + address + ", data " + data + ", " + messages(broker)
                + " messages recovered in " + millis + " ms";
    }

    /** Asks as everybody else would, over a link inside this process. */
    private static Object messages(Broker broker) throws InterruptedException {
        try (ManagementClient client = ManagementClient.open("vm://" + broker.name(), null, null)) {
            List<Map<String, Object>> status = client.ask("broker.status", Map.of());
            return status.get(0).getOrDefault("messages", 0L);
        }
    }

    /** In the shutdown hook: a stop that hangs must not keep the process for ever. */
    private void stop(Broker broker) {
        Thread stopping = new Thread(broker::stop, "angarium-stopping");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.say(
                stopping.isAlive()
                        ? "angarium serve: not stopped in order within " + STOP_SECONDS + " s; gave up"
                        : "angarium serve: stopped");
    }
}
