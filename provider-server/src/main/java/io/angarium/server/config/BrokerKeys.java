package io.angarium.server.config;

import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import io.angarium.server.policy.Written;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.transport.TransportSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The keys of the configuration file, and the settings that they make. No state. */
final class BrokerKeys {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final long GIB = KIB * MIB;
    private static final int PAGE = 4096;
    private static final int MOST_DELIVERIES = 1_000_000;

    private static final Key<BrokerSettings, String> NAME = key(
            "name",
            Kind.text(),
            BrokerSettings::name,
            "name of the broker, for `vm://name` in its own JVM and for JMX");
    private static final Key<BrokerSettings, String> HOST =
            key("listen.host", Kind.text(), s -> listen(s).host(), "address to listen on; `0.0.0.0` for all");
    private static final Key<BrokerSettings, Integer> PORT =
            key("listen.port", Kind.integer(0, 65535), s -> listen(s).port(), "TCP port; 0 for any free one");
    private static final Key<BrokerSettings, Integer> LOOPS = new Key<>(
            "listen.loops", Kind.integer(1, 256), s -> listen(s).loops(), "half the processors", "socket threads");
    private static final Key<BrokerSettings, Duration> HANDSHAKE_TIMEOUT = key(
            "listen.handshakeTimeout",
            Kind.duration(Duration.ofMillis(100), LONGEST),
            s -> listen(s).handshakeTimeout(),
            "how long a peer may take to say hello");
    private static final Key<BrokerSettings, Duration> HEARTBEAT = key(
            "listen.heartbeat",
            Kind.duration(Duration.ZERO, LONGEST),
            s -> listen(s).heartbeat(),
            "the broker sends something at least this often; 0 for no promise. What a client promises is its own setting"
                    + " (`heartbeat` in its URI): one that promises nothing may rest as long as it likes, in a debugger say,"
                    + " and is noticed within two minutes when its host is gone");
    private static final Key<BrokerSettings, Long> MAX_FRAME = key(
            "listen.maxFrame",
            Kind.bytes(64 * KIB, TransportSettings.DEFAULT.maxFrameBytes()),
            s -> (long) listen(s).maxFrameBytes(),
            "largest frame accepted, and with it the largest message");
    private static final Key<BrokerSettings, Long> MAX_OUTBOUND = key(
            "listen.maxOutbound",
            Kind.bytes(MIB, 1024 * GIB),
            s -> listen(s).maxOutboundBytes(),
            "what may wait for a client that does not read before it is disconnected, answers included, but for one delivery; twice"
                    + " `listen.maxFrame` at least. Deliveries pause at 16MiB, or at a quarter of this if that is less");
    private static final Key<BrokerSettings, Long> MAX_BACKLOG = key(
            "listen.maxBacklog",
            Kind.bytes(MIB, 1024 * GIB),
            s -> listen(s).maxBacklogBytes(),
            "what may wait for the engine before sockets are not read for a moment");
    private static final Key<BrokerSettings, Boolean> LOCAL_SOCKET = key(
            "listen.localSocket",
            Kind.bool(),
            s -> listen(s).localSocket(),
            "clients that come over loopback are sent to a Unix domain socket in the data folder, which is faster; on Linux, and as"
                    + " long as the path of the data folder has at most 62 bytes. Who cannot reach it stays with TCP");
    private static final Key<BrokerSettings, Long> MEMORY = new Key<>(
            "messages.memory",
            Kind.bytesOrShare(Runtime.getRuntime().maxMemory(), "the heap"),
            s -> s.messaging().memoryBytes(),
            "40%",
            "memory for messages, a size or a share of the heap; from half of it on bodies of persistent messages stay in the"
                    + " journal until their turn, and when it is full (of references, and of what has no place in the journal)"
                    + " producers are held back");
    private static final Key<BrokerSettings, Integer> MAX_DELIVERIES = key(
            "messages.maxDeliveries",
            Kind.integer(1, MOST_DELIVERIES),
            s -> s.messaging().maxDeliveries(),
            "attempts before a message moves to the dead letter queue");
    private static final Key<BrokerSettings, String> DEAD_LETTER_QUEUE =
            key("messages.deadLetterQueue", Kind.queue(), s -> s.messaging().deadLetterQueue(), "name of that queue");
    private static final Key<BrokerSettings, Boolean> CREATE_DESTINATIONS = key(
            "messages.createDestinations",
            Kind.bool(),
            s -> s.messaging().createDestinations(),
            "whether queues and topics come into being on first use");
    private static final Key<BrokerSettings, Integer> MAX_MESSAGES = key(
            "messages.maxMessages",
            Kind.integer(0, Integer.MAX_VALUE),
            s -> (int) s.messaging().maxMessages(),
            "how many messages there may be in all destinations together; 0 for no bound. What happens to those beyond says"
                    + " `limits.full` of their destination");
    private static final Key<BrokerSettings, Long> MAX_BYTES = key(
            "messages.maxBytes",
            Kind.bytes(0, 1024 * GIB),
            s -> s.messaging().maxBytes(),
            "how many bytes these may have; 0B for no bound");
    private static final Key<BrokerSettings, Long> SEGMENT_SIZE = key(
            "journal.segmentSize",
            Kind.bytes(64 * KIB, GIB),
            s -> (long) s.segmentBytes(),
            "of a new journal; an existing one keeps its own");
    private static final Key<BrokerSettings, String> USERS_FILE = new Key<>(
            "security.usersFile",
            Kind.text(),
            s -> s.security().usersFile().toString(),
            SecuritySettings.USERS_FILE,
            "below the data folder unless absolute");
    private static final Key<BrokerSettings, Boolean> ANONYMOUS_LOOPBACK = key(
            "security.anonymousLoopback",
            Kind.bool(),
            s -> s.security().anonymousLoopback(),
            "whether this machine may connect without a name although there are users");

    /** All of them, in the order of the documentation. */
    static final List<Key<BrokerSettings, ?>> ALL = List.of(
            NAME,
            HOST,
            PORT,
            LOOPS,
            HANDSHAKE_TIMEOUT,
            HEARTBEAT,
            MAX_FRAME,
            MAX_OUTBOUND,
            MAX_BACKLOG,
            LOCAL_SOCKET,
            MEMORY,
            MAX_DELIVERIES,
            DEAD_LETTER_QUEUE,
            CREATE_DESTINATIONS,
            MAX_MESSAGES,
            MAX_BYTES,
            SEGMENT_SIZE,
            USERS_FILE,
            ANONYMOUS_LOOPBACK);

    /** Those that may change while the broker runs. */
    static final Set<String> LIVE = Set.of(
            MAX_DELIVERIES.path(),
            DEAD_LETTER_QUEUE.path(),
            CREATE_DESTINATIONS.path(),
            MAX_MESSAGES.path(),
            MAX_BYTES.path());

    private BrokerKeys() {}

    private static <T> Key<BrokerSettings, T> key(
            String path, Kind<T> kind, Function<BrokerSettings, T> in, String meaning) {
        return new Key<>(path, kind, in, null, meaning);
    }

    private static TransportSettings listen(BrokerSettings settings) {
        TransportSettings transport = settings.transport();
        return transport == null ? TransportSettings.DEFAULT : transport;
    }

    /**
     * The settings that values make.
     *
     * @throws ConfigException if they do not go together
     */
    static BrokerSettings settings(Values<BrokerSettings> values, Path data) {
        values.require(
                values.get(MAX_OUTBOUND) >= 2 * values.get(MAX_FRAME),
                MAX_OUTBOUND.path() + " (" + Written.bytes(values.get(MAX_OUTBOUND)) + ") must not be less than twice "
                        + MAX_FRAME.path() + " (" + Written.bytes(values.get(MAX_FRAME))
                        + "), or a client that reads well could be disconnected for a large message",
                MAX_OUTBOUND,
                MAX_FRAME);
        return BrokerSettings.in(data)
                .withName(values.get(NAME))
                .withTransport(new TransportSettings(
                        values.get(HOST),
                        values.get(PORT),
                        values.get(LOOPS),
                        values.get(HANDSHAKE_TIMEOUT),
                        values.get(HEARTBEAT),
                        Math.toIntExact(values.get(MAX_FRAME)),
                        values.get(MAX_OUTBOUND),
                        values.get(MAX_BACKLOG),
                        values.get(LOCAL_SOCKET)))
                .withMessaging(new MessagingSettings(
                        values.get(MEMORY),
                        values.get(MAX_DELIVERIES),
                        values.get(DEAD_LETTER_QUEUE),
                        values.get(CREATE_DESTINATIONS),
                        values.get(MAX_MESSAGES),
                        values.get(MAX_BYTES)))
                .withSegmentBytes((int) (values.get(SEGMENT_SIZE) / PAGE * PAGE))
                .withSecurity(new SecuritySettings(
                        values.says(USERS_FILE)
                                ? data.resolve(values.get(USERS_FILE))
                                : SecuritySettings.in(data).usersFile(),
                        values.get(ANONYMOUS_LOOPBACK)));
    }
}
