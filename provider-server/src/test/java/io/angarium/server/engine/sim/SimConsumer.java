package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A consumer at its client: what was prefetched, what the application has been given and not acknowledged. */
final class SimConsumer {
    final int number;
    final Kind kind;
    /** Names the queue or subscription in the application's ledger. */
    final String source;

    final Deque<ConsumerFrame.Deliver> prefetched = new ArrayDeque<>();
    final List<ConsumerFrame.Deliver> held = new ArrayList<>();
    boolean open;
    boolean closed;
    boolean draining;
    long lastTag;
    long handedUpTo;

    SimConsumer(int number, Kind kind, String source) {
        this.number = number;
        this.kind = kind;
        this.source = source;
    }

    boolean usable() {
        return open && !closed && kind != Kind.BROWSER;
    }

    /** Deliveries that preceded the reply to a recover are void. */
    void forget() {
        prefetched.clear();
        held.clear();
    }
}
