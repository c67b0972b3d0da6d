package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A session at its client; like a real one it does nothing else while it waits for a commit, rollback or recover. */
final class SimSession {
    final int number;
    final boolean transacted;
    /** It works in branches of a transaction manager, and between them outside. */
    final boolean inBranches;

    final Map<Integer, SimProducer> producers = new LinkedHashMap<>();
    final Map<Integer, SimConsumer> consumers = new LinkedHashMap<>();
    /** Persistent sends not confirmed, by sequence. */
    final Map<Long, SimMessage> unconfirmed = new LinkedHashMap<>();
    /** Of the open transaction. */
    final List<SimMessage> sentInTransaction = new ArrayList<>();

    final List<AppLedger.Receipt> acceptedInTransaction = new ArrayList<>();
    /** What it was sent and is neither confirmed nor refused, in order. */
    final Map<Long, Sent> inDoubt = new LinkedHashMap<>();

    long confirmed;
    long sequence;
    /** Of the last send that has left the client. */
    long written;

    long transaction = 1;
    /** Number of the last transaction whose end is known. */
    long ended;
    /** What it waits for, to be asked again after a loss. */
    Call call;

    boolean transactionUsed;
    boolean busy;
    /** Waits for the reply that makes earlier deliveries void. */
    boolean voiding;

    /** Something that it has received is back in its queue: it makes a recover before it hands over more. */
    boolean recalled;
    /** The branch in which it works, or null. */
    SimBranch branch;
    /** The branch in which it will work again, or null. */
    SimBranch suspended;

    /** A send, and where its producer sends. */
    record Sent(ProducerFrame.Send frame, Destination destination) {}

    /** A request that makes the session wait: its frame for a correlation, and what its reply does. */
    record Call(IntFunction<Frame> frame, Consumer<ReplyFrame> then) {}

    SimSession(int number, boolean transacted, boolean inBranches) {
        this.number = number;
        this.transacted = transacted;
        this.inBranches = inBranches;
    }

    /** Whether what it does belongs to a transaction. */
    boolean inTransaction() {
        return transacted || branch != null;
    }

    /** Makes a request for whose reply the session waits. */
    void ask(SimClient client, IntFunction<Frame> frame, Consumer<ReplyFrame> then) {
        busy = true;
        call = new Call(frame, reply -> {
            call = null;
            busy = false;
            voiding = false;
            then.accept(reply);
        });
        client.write(frame.apply(client.ask(call.then())));
    }

    List<SessionFrame.Handed> handed() {
        return consumers.values().stream()
                .map(c -> new SessionFrame.Handed(c.number, c.handedUpTo))
                .toList();
    }

    /** Number of the transaction that has begun or whose end is not known, 0 if there is none. */
    long open() {
        return transactionUsed ? transaction : transaction - 1 > ended ? transaction - 1 : 0;
    }

    long transactionOrNone() {
        return inTransaction() ? transaction : 0;
    }
}
