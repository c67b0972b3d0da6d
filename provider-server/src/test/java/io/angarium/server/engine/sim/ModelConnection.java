package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A connection as the engine should know it. */
final class ModelConnection {
    final long id;
    final UUID incarnation;
    String clientId;
    boolean closed;
    /** Whether the next thing must be that the engine closes it. */
    boolean mustClose;
    /** Enough waits for its client to read it: it is given nothing. */
    boolean full;

    final Map<Integer, ModelSession> sessions = new LinkedHashMap<>();
    /** Closed ones too: their sends are still confirmed. */
    final Map<Integer, ModelSession> everySession = new LinkedHashMap<>();

    final Map<Integer, ModelConsumer> consumers = new LinkedHashMap<>();
    final Map<Integer, ModelProducer> producers = new LinkedHashMap<>();
    final Map<Integer, Expected> expected = new LinkedHashMap<>();
    /** What is due about branches, by correlation. */
    final Map<Integer, ModelBranches.Due> branches = new LinkedHashMap<>();
    /** What the reply with that correlation tells, if it is OK. */
    final Map<Integer, Fate> tells = new LinkedHashMap<>();

    /** What is known when the reply with that correlation comes, if that is rows. */
    final Map<Integer, Runnable> replied = new LinkedHashMap<>();

    /** A producer and where it sends. */
    record ModelProducer(ModelSession session, Destination destination) {}

    /** What a reply may be. */
    enum Answer {
        OK,
        FAILED,
        EITHER,
        ROWS
    }

    /**
     * A reply that is due.
     *
     * @param place what it confirms, or null
     * @param needsDisk whether it must wait for that to be durable
     */
    record Expected(Answer answer, String what, Place place, boolean needsDisk) {}

    ModelConnection(long id, String clientId, UUID incarnation) {
        this.id = id;
        this.incarnation = incarnation;
        this.clientId = clientId;
    }

    void expect(int correlation, Answer answer, String what) {
        expect(correlation, new Expected(answer, what, null, false));
    }

    void expect(int correlation, Expected reply) {
        expected.put(correlation, reply);
    }

    @Override
    public String toString() {
        return "c" + id;
    }
}
