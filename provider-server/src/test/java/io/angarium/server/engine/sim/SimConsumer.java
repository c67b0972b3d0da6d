package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ReplyFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** A consumer at its client: what was prefetched, what the application has been given and not acknowledged. */
final class SimConsumer {
    final int number;
    final Kind kind;
    /** Names the queue or subscription in the application's ledger. */
    final String source;

    final Deque<ConsumerFrame.Deliver> prefetched = new ArrayDeque<>();
    final List<ConsumerFrame.Deliver> held = new ArrayList<>();
    /** Opens it, for a correlation. */
    IntFunction<ConsumerFrame.OpenConsumer> opening;
    /** Acknowledgements under way that nobody has answered, by the broker's identity of the message. */
    final Map<Long, AppLedger.Receipt> underWay = new HashMap<>();
    /** What the application is done with and may come again after a loss, likewise. */
    final Map<Long, AppLedger.Receipt> done = new HashMap<>();

    /** For how long it has its deliveries, 0 for as long as it likes. */
    int lease;

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

    void opened(ReplyFrame reply) {
        open = reply instanceof ReplyFrame.Ok;
        closed |= !open;
    }

    boolean usable() {
        return open && !closed && kind != Kind.BROWSER;
    }

    /** The link is lost: what was held has gone back, what was acknowledged may come again. */
    void lost(long tagsBehind) {
        forget();
        if (lease == 0) { // what it had for a time is not its own any more, whatever the application says
            done.putAll(underWay);
        }
        underWay.clear();
        open = false;
        draining = false;
        lastTag = tagsBehind;
    }

    /** The time of one is over. */
    void over(long tag) {
        prefetched.removeIf(delivery -> delivery.tag() == tag);
        held.removeIf(delivery -> delivery.tag() == tag);
    }

    /** Deliveries that preceded the reply to a recover are void. */
    void forget() {
        prefetched.clear();
        held.clear();
    }
}
