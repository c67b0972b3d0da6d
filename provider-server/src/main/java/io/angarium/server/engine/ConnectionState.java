package io.angarium.server.engine;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Features;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One client connection. Owner: the engine's holder. */
final class ConnectionState {
    private final long id;
    private final ConnectionFrame.Hello hello;
    private final Identity identity;
    private final Map<Integer, SessionState> sessions = new LinkedHashMap<>();
    private final Map<Integer, ProducerState> producers = new HashMap<>();
    private final Map<Integer, ConsumerState> consumers = new LinkedHashMap<>();
    private final Set<Target> temporaries = new LinkedHashSet<>();
    private @Nullable String clientId;
    private final PartFlow parts = new PartFlow();
    private boolean full;

    ConnectionState(long id, ConnectionFrame.Hello hello, Identity identity) {
        this.id = id;
        this.hello = hello;
        this.identity = identity;
        this.clientId = hello.clientId();
    }

    long id() {
        return id;
    }

    UUID incarnation() {
        return hello.incarnation();
    }

    String product() {
        return hello.product();
    }

    /** Whether its client understands a feature of {@link Features}. */
    boolean understands(long feature) {
        return (Features.negotiate(hello.features()) & feature) != 0;
    }

    Identity identity() {
        return identity;
    }

    /** The parts of bodies that it has asked for. */
    PartFlow parts() {
        return parts;
    }

    /** Whether it gets no deliveries, as enough waits for its client to read it. */
    boolean full() {
        return full;
    }

    void full(boolean value) {
        full = value;
    }

    @Nullable
    String clientId() {
        return clientId;
    }

    void clientId(String value) {
        clientId = value;
    }

    Map<Integer, SessionState> sessions() {
        return sessions;
    }

    Map<Integer, ProducerState> producers() {
        return producers;
    }

    /** Open consumers, and closed ones with unsettled deliveries; in the order in which they are served after a pause. */
    Map<Integer, ConsumerState> consumers() {
        return consumers;
    }

    /** One of its consumers has had its turn. */
    void moveToEnd(ConsumerState consumer) {
        consumers.remove(consumer.id());
        consumers.put(consumer.id(), consumer);
    }

    /** Temporary destinations that end with it. */
    Set<Target> temporaries() {
        return temporaries;
    }
}
