package io.angarium.server;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Routes;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.transport.TransportSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a broker is started with. {@link #in} gives the defaults for a data folder; the {@code with} methods change one thing each.
 *
 * @param name under which {@code vm://name} finds it
 * @param data its folder; the journal is in {@code journal} below it
 * @param transport how it listens, or null for {@code vm://} only
 * @param messaging what it does with messages
 * @param security who may connect
 * @param segmentBytes size of a journal segment
 * @param rules what is done with the messages of some destinations, beside what {@code messaging} says of all
 * @param routes by which messages go on
 */
public record BrokerSettings(
        String name,
        Path data,
        @Nullable TransportSettings transport,
        MessagingSettings messaging,
        SecuritySettings security,
        int segmentBytes,
        List<Policies.Rule> rules,
        Routes routes) {
    /** The name of a broker that was given none. */
    public static final String DEFAULT_NAME = "angarium";

    /** Name of the journal's folder in the data folder. */
    static final String JOURNAL_FOLDER = "journal";

    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    /** Defaults: listens on the loopback interface, port 7171. */
    public static BrokerSettings in(Path data) {
        return new BrokerSettings(
                DEFAULT_NAME,
                data,
                TransportSettings.DEFAULT,
                MessagingSettings.defaults(),
                SecuritySettings.in(data),
                SEGMENT_BYTES,
                List.of(),
                Routes.NONE);
    }

    /** The journal's folder. */
    public Path journalFolder() {
        return data.resolve(JOURNAL_FOLDER);
    }

    /** With another name. */
    public BrokerSettings withName(String newName) {
        return new BrokerSettings(newName, data, transport, messaging, security, segmentBytes, rules, routes);
    }

    /** Listens otherwise, or, given null, not at all. */
    public BrokerSettings withTransport(@Nullable TransportSettings newTransport) {
        return new BrokerSettings(name, data, newTransport, messaging, security, segmentBytes, rules, routes);
    }

    /** Listens on another port, 0 for any free one. */
    public BrokerSettings withPort(int port) {
        return withTransport((transport == null ? TransportSettings.DEFAULT : transport).withPort(port));
    }

    /** Listens on another address. */
    public BrokerSettings withHost(String host) {
        return withTransport((transport == null ? TransportSettings.DEFAULT : transport).withHost(host));
    }

    /** Treats messages otherwise. */
    public BrokerSettings withMessaging(MessagingSettings newMessaging) {
        return new BrokerSettings(name, data, transport, newMessaging, security, segmentBytes, rules, routes);
    }

    /** Lets others connect. */
    public BrokerSettings withSecurity(SecuritySettings newSecurity) {
        return new BrokerSettings(name, data, transport, messaging, newSecurity, segmentBytes, rules, routes);
    }

    /** With other rules for some destinations. */
    public BrokerSettings withRules(List<Policies.Rule> newRules) {
        return new BrokerSettings(
                name, data, transport, messaging, security, segmentBytes, List.copyOf(newRules), routes);
    }

    /** With other ways on. */
    public BrokerSettings withRoutes(Routes newRoutes) {
        return new BrokerSettings(name, data, transport, messaging, security, segmentBytes, rules, newRoutes);
    }

    /** What is done with the messages of all destinations. */
    public Policies policies() {
        return new Policies(
                DestinationPolicy.standard(messaging.maxDeliveries(), messaging.deadLetterQueue()),
                rules,
                LimitPolicy.NONE.within(messaging.maxMessages(), messaging.maxBytes()),
                routes);
    }

    /** With journal segments of another size. */
    public BrokerSettings withSegmentBytes(int bytes) {
        return new BrokerSettings(name, data, transport, messaging, security, bytes, rules, routes);
    }
}
