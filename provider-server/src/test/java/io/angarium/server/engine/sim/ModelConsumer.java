package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame.Kind;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** A consumer as the engine should know it. */
final class ModelConsumer {
    final ModelSession session;
    final int number;
    final Kind kind;
    final ModelQueue queue;
    /** Group that its own selector asks for; negative for none. */
    final int group;

    /** For how long it has its deliveries, 0 for as long as it likes. */
    long lease;
    /** It gets the next message of a group when the one before is settled. */
    boolean serial;

    long messages;
    long bytes;
    long lastTag;
    long handedUpTo;
    boolean closed;
    /** Correlation of a drain not answered, and the round it came in. */
    int drain;

    long drainRound;
    /** Of a browser: what it has shown, and what it must show unless that goes. */
    final Set<ModelEntry> shown = new HashSet<>();

    final Set<ModelEntry> due = new LinkedHashSet<>();
    final long openedIn;
    boolean browseEnded;
    int priority;

    ModelConsumer(ModelSession session, int number, Kind kind, ModelQueue queue, int group, long openedIn) {
        this.session = session;
        this.number = number;
        this.kind = kind;
        this.queue = queue;
        this.group = group;
        this.openedIn = openedIn;
        this.lastTag = session.tags.getOrDefault(number, 0L);
    }

    /** @param leases what the policy says of leases */
    void wishes(ModelWish wish, SimLeases leases) {
        priority = wish.priority();
        lease = wish.lease() == ModelWish.LEASE_OF_POLICY ? leases.millis() : wish.lease();
        serial = wish.serial();
    }

    boolean browser() {
        return kind == Kind.BROWSER;
    }

    boolean wants(SimMessage message) {
        return group < 0 || message.group() == group;
    }

    boolean hasCredit() {
        return messages > 0 && bytes > 0;
    }

    /** Whether it may be given something now. */
    boolean takes() {
        return hasCredit() && !session.connection.full;
    }

    void handed(long upTo) {
        handedUpTo = Math.max(handedUpTo, Math.min(upTo, lastTag));
    }

    @Override
    public String toString() {
        return session + "/" + kind + number;
    }
}
