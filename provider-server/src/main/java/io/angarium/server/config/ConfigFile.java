package io.angarium.server.config;

import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.transport.TransportSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration file. All keys are optional:
 *
 * <pre>
 * name: angarium               # for vm://angarium
 * listen:
 *   host: localhost            # 0.0.0.0 for all interfaces
 *   port: 7171                 # 0 for any free port
 *   loops: 1                   # socket threads; default: half the processors
 *   handshakeTimeout: 5s
 *   heartbeat: 30s             # 0 for none
 *   maxFrame: 65600KiB
 *   maxOutbound: 144MiB        # what may wait for a client that does not read
 *   maxBacklog: 64MiB          # what may wait for the engine before sockets are not read
 * messages:
 *   memory: 40%                # of the heap, or a size; beyond it producers are held back
 *   maxDeliveries: 10          # then to the dead letter queue
 *   deadLetterQueue: DLQ
 *   createDestinations: true   # on first use
 * journal:
 *   segmentSize: 64MiB         # of a new journal
 * security:
 *   usersFile: users           # below the data folder unless absolute
 *   anonymousLoopback: false   # whether this machine connects without a name although there are users
 * </pre>
 */
public final class ConfigFile {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final long GIB = KIB * MIB;
    private static final int PAGE = 4096;

    private ConfigFile() {}

    /**
     * Reads a configuration.
     *
     * @param data the broker's data folder
     * @throws ConfigException if it cannot be read or says something that makes no sense
     */
    public static BrokerSettings read(Path file, Path data) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), data);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration file " + file, e);
        } catch (CharacterCodingException e) {
            throw new ConfigException("the configuration file " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration file " + file + ": " + e, e);
        }
    }

    static BrokerSettings parse(String file, String text, Path data) {
        BrokerSettings defaults = BrokerSettings.in(data);
        Section root = Section.root(YamlReader.read(file, text));
        BrokerSettings settings = defaults.withName(root.text("name", defaults.name()))
                .withTransport(transport(root.section("listen")))
                .withMessaging(messaging(root.section("messages"), defaults.messaging()))
                .withSegmentBytes(segmentBytes(root.section("journal"), defaults.segmentBytes()))
                .withSecurity(security(root.section("security"), data));
        root.end();
        return settings;
    }

    private static TransportSettings transport(Section listen) {
        TransportSettings standard = TransportSettings.DEFAULT;
        return new TransportSettings(
                listen.text("host", standard.host()),
                listen.integer("port", standard.port(), 0, 65535),
                listen.integer("loops", standard.loops(), 1, 256),
                listen.duration("handshakeTimeout", standard.handshakeTimeout(), Duration.ofMillis(100), LONGEST),
                listen.duration("heartbeat", standard.heartbeat(), Duration.ZERO, LONGEST),
                (int) listen.bytes("maxFrame", standard.maxFrameBytes(), 64 * KIB, standard.maxFrameBytes()),
                listen.bytes("maxOutbound", standard.maxOutboundBytes(), MIB, 1024 * GIB),
                listen.bytes("maxBacklog", standard.maxBacklogBytes(), MIB, 1024 * GIB));
    }

    private static MessagingSettings messaging(Section messages, MessagingSettings standard) {
        return new MessagingSettings(
                messages.bytesOrShare(
                        "memory", standard.memoryBytes(), Runtime.getRuntime().maxMemory(), "the heap"),
                messages.integer("maxDeliveries", standard.maxDeliveries(), 1, 1_000_000),
                messages.text("deadLetterQueue", standard.deadLetterQueue()),
                messages.bool("createDestinations", standard.createDestinations()));
    }

    private static int segmentBytes(Section journal, int standard) {
        long bytes = journal.bytes("segmentSize", standard, 64 * KIB, GIB);
        return (int) (bytes / PAGE * PAGE);
    }

    private static SecuritySettings security(Section security, Path data) {
        SecuritySettings standard = SecuritySettings.in(data);
        return new SecuritySettings(
                data.resolve(security.text("usersFile", SecuritySettings.USERS_FILE)),
                security.bool("anonymousLoopback", standard.anonymousLoopback()));
    }
}
