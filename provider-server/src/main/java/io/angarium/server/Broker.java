package io.angarium.server;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecoveryReport;
import io.angarium.journal.file.FileDisk;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.EngineSettings;
import io.angarium.server.host.BrokerFailure;
import io.angarium.server.host.ConfigurationDesk;
import io.angarium.server.host.EngineHost;
import io.angarium.server.security.Authenticator;
import io.angarium.server.security.Authenticator.Judgement;
import io.angarium.server.security.Peer;
import io.angarium.server.security.UserAuthenticator;
import io.angarium.server.security.UsersFileException;
import io.angarium.server.transport.ListenException;
import io.angarium.server.transport.NettyServer;
import io.angarium.server.transport.TransportSettings;
import io.angarium.wire.ConnectionFrame;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker: journal, engine, sockets. Any thread may call any method; the work of starting and stopping is done on threads of the broker's, so that an
 * interrupted caller does no harm.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Map<String, Broker> RUNNING = new ConcurrentHashMap<>();

    /** How long connections may take to read their goodbye when the broker stops. */
    private static final long GOODBYE_MILLIS = 3_000;

    private final BrokerSettings settings;
    private final EngineHost host;
    private final Authenticator authenticator;
    private final @Nullable NettyServer server;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    private Broker(
            BrokerSettings settings, EngineHost host, Authenticator authenticator, @Nullable NettyServer server) {
        this.settings = settings;
        this.host = host;
        this.authenticator = authenticator;
        this.server = server;
    }

    /**
     * Starts a broker on its data folder; on return it takes connections.
     *
     * @throws BrokerException if it cannot; the message is for people
     */
    public static Broker start(BrokerSettings settings) {
        return start(settings, FileDisk.of(settings.journalFolder()));
    }

    /** {@link #start(BrokerSettings)} with settings that can be read again while it runs. */
    public static Broker start(BrokerSettings settings, SettingsSource source) {
        ConfigurationDesk desk = new ConfigurationDesk(new BrokerConfiguration(settings, source));
        return OwnThread.call("angarium-start", () -> startHere(settings, FileDisk.of(settings.journalFolder()), desk));
    }

    /** {@link #start(BrokerSettings)} with the journal on another disk. */
    public static Broker start(BrokerSettings settings, JournalDisk disk) {
        return OwnThread.call("angarium-start", () -> startHere(settings, disk, null));
    }

    /** The running broker of a name. */
    public static Optional<Broker> named(String name) {
        return Optional.ofNullable(RUNNING.get(name));
    }

    private static Broker startHere(BrokerSettings settings, JournalDisk disk, @Nullable ConfigurationDesk desk) {
        EngineHost host = open(settings, disk, desk == null ? Configuration.FIXED : desk);
        if (desk != null) {
            host.listenTo(desk);
        }
        boolean started = false;
        try {
            host.start();
            Authenticator authenticator = new UserAuthenticator(settings.security());
            Broker broker = new Broker(settings, host, authenticator, listen(settings, host, authenticator));
            if (RUNNING.putIfAbsent(settings.name(), broker) != null) {
                broker.stopServer();
                throw new BrokerException(
                        "a broker named " + settings.name() + " runs in this JVM already; give this one another name",
                        null);
            }
            started = true;
            return broker;
        } catch (ListenException | UsersFileException e) {
            throw new BrokerException(String.valueOf(e.getMessage()), e);
        } finally {
            if (!started) {
                host.stop();
            }
        }
    }

    private static EngineHost open(BrokerSettings settings, JournalDisk disk, Configuration configuration) {
        JournalSettings journalSettings = JournalMaintenance.journalSettings(settings);
        try {
            EngineHost.Opened opened = EngineHost.open(
                    engineSettings(settings, configuration),
                    disk,
                    journalSettings,
                    folder -> DataFolderCopy.of(settings, folder),
                    System::currentTimeMillis);
            RecoveryReport found = opened.recovery();
            LOG.info(
                    "recovered {} messages from {} records, {} bytes in {} segments, in {} ms{}{}",
                    opened.messages(),
                    found.records(),
                    found.bytes(),
                    found.segments(),
                    found.millis(),
                    found.closedInOrder() ? "" : "; it had not been stopped in order",
                    found.tornBytes() == 0 ? "" : "; cut off an incomplete write of " + found.tornBytes() + " bytes");
            return opened.host();
        } catch (JournalException e) {
            throw new BrokerException(String.valueOf(e.getMessage()), e);
        }
    }

    static EngineSettings engineSettings(BrokerSettings settings, Configuration configuration) {
        TransportSettings transport = settings.transport() == null ? TransportSettings.DEFAULT : settings.transport();
        return new EngineSettings(
                UUID.randomUUID(),
                Product.text(),
                settings.messaging().memoryBytes(),
                settings.policies(),
                configuration,
                settings.messaging().createDestinations(),
                Math.toIntExact(transport.heartbeat().toMillis()),
                transport.maxFrameBytes());
    }

    private static @Nullable NettyServer listen(BrokerSettings settings, EngineHost host, Authenticator authenticator) {
        TransportSettings transport = settings.transport();
        if (transport == null) {
            return null;
        }
        return new NettyServer(transport, settings.data(), host, authenticator);
    }

    /** The name under which {@code vm://} finds it. */
    public String name() {
        return settings.name();
    }

    /** What it was started with. */
    public BrokerSettings settings() {
        return settings;
    }

    /** The port it listens on, 0 if it does not listen. */
    public int port() {
        return server == null ? 0 : server.port();
    }

    /** The way to the engine, for links in the same JVM. */
    public EngineHost host() {
        return host;
    }

    /**
     * Why a peer in the same JVM is turned away, or nothing: it needs no name, but if it says one, the right password too. May take a tenth of a second.
     */
    public Optional<String> refusal(ConnectionFrame.Hello hello) {
        if (hello.user() == null) {
            return Optional.empty();
        }
        Judgement judgement = OwnThread.call("angarium-vm-auth", () -> authenticator.judge(hello, Peer.SAME_JVM));
        return judgement instanceof Judgement.Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    /** Completes if the broker stops by itself, after its connections have been told; {@link #stop} is still to be called. */
    public CompletableFuture<BrokerFailure> failure() {
        return host.failure();
    }

    /**
     * Stops: consumers are told, what was confirmed is on disk, the data folder is free. Returns when that is so, also to a second caller.
     */
    public void stop() {
        if (stopping.compareAndSet(false, true)) {
            RUNNING.remove(settings.name(), this);
            OwnThread.call("angarium-stop", this::stopHere);
        } else {
            stopped.join();
        }
    }

    /** {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private boolean stopHere() {
        try {
            if (server != null) {
                server.stopListening();
            }
            host.stop();
            stopServer();
            LOG.info("stopped");
        } finally {
            stopped.complete(true);
        }
        return true;
    }

    private void stopServer() {
        if (server != null) {
            server.stop(GOODBYE_MILLIS);
        }
    }
}
