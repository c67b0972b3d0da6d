package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in parts: takes them in, part by part, gives them to the send that names them, and lets their records die when nothing holds them
 * any more (ADR 16). A part is in memory only until it is on disk. Owner: the engine's holder.
 */
final class LargeBodies {
    /** What a session may have begun and not sent. */
    static final int MOST_OPEN = 64;

    /** What a part costs memory: its place. */
    private static final int PART_COST = 80;

    private static final int MOST_PER_STEP = 1000;

    private final Ledger ledger;
    private final LiveRecords live;
    private final MemoryBudget budget;
    private final DurabilityGate gate;
    private final SpaceGuard guard;
    private final Activities activities;
    private final PartReader reader;
    private final Outputs outputs;
    private final Map<Long, LargeBody> all = new HashMap<>();
    /** Replies to parts that are on disk, while producers wait for the journal's files to become fewer. */
    private final Deque<Held> waiting = new ArrayDeque<>();
    /** Whose bodies are not whole. */
    private final Set<StoredMessage> lost = new LinkedHashSet<>();

    LargeBodies(
            Ledger ledger,
            LiveRecords live,
            MemoryBudget budget,
            DurabilityGate gate,
            SpaceGuard guard,
            Activities activities,
            PartReader reader,
            Outputs outputs) {
        this.ledger = ledger;
        this.live = live;
        this.budget = budget;
        this.gate = gate;
        this.guard = guard;
        this.activities = activities;
        this.reader = reader;
        this.outputs = outputs;
    }

    /**
     * A part has come.
     *
     * @throws Refusal if it does not fit; the body is given up
     * @throws JournalException if the journal has no room; the body is given up
     */
    void store(ConnectionState connection, ProducerFrame.StorePart frame) {
        SessionState session = Sessions.session(connection, frame.session());
        if (!connection.understands(Features.BODIES_IN_PARTS)) {
            throw new Refusal(ErrorCode.PROTOCOL, "a part of a body without the feature for that");
        }
        if (namedBySendThatWaits(session, frame.body())) {
            if (frame.bytes().hasRemaining()) {
                throw new Refusal(
                        ErrorCode.ILLEGAL_STATE,
                        "a send has named body " + frame.body() + "; another has a new number");
            }
            reply(connection.id(), frame.correlation()); // it is the send's, which the client has sent before
            return;
        }
        storeInTurn(connection, frame);
    }

    /** The same of a part that came in front of what may have named its body meanwhile. */
    void storeInTurn(ConnectionState connection, ProducerFrame.StorePart frame) {
        SessionState session = Sessions.session(connection, frame.session());
        boolean taken = false;
        try {
            if (frame.bytes().hasRemaining()) {
                add(session, frame);
                taken = true;
                return;
            }
        } finally {
            if (!taken) {
                giveUp(session, frame.body());
            }
        }
        reply(connection.id(), frame.correlation());
    }

    /** Whether a body is as good as sent: a part or a word of the session must not come before the send that waits for room. */
    private static boolean namedBySendThatWaits(SessionState session, int body) {
        Stall stall = session.stall();
        return stall != null && stall.names(body);
    }

    private void add(SessionState session, ProducerFrame.StorePart frame) {
        LargeBody body = session.bodies().get(frame.body());
        int size = frame.bytes().remaining();
        check(session, body, frame, size);
        long position = ledger.write(new Effect.BodyPartStored(LargeBody.idOf(body), frame.part(), frame.bytes()));
        if (body == null) {
            body = new LargeBody(position);
            body.hold();
            all.put(position, body);
            session.bodies().put(frame.body(), body);
        }
        BodyPart part = new BodyPart(body, position, frame.part(), size);
        body.add(part);
        live.add(part);
        budget.add(PART_COST);
        long connection = session.connection().id();
        int correlation = frame.correlation();
        gate.hold(position, () -> {
            if (guard.tight()) {
                waiting.addLast(() -> reply(connection, correlation));
            } else {
                reply(connection, correlation);
            }
        });
    }

    private static void check(SessionState session, @Nullable LargeBody body, ProducerFrame.StorePart frame, int size) {
        if (body == null && frame.part() != 0) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "the parts of body " + frame.body() + " before part " + frame.part()
                            + " are not here: they went with a connection that was lost, or were given up; send it"
                            + " again");
        }
        if (body == null && session.bodies().size() >= MOST_OPEN) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT, "the session has " + MOST_OPEN + " bodies under way; send those first");
        }
        if (body != null && !body.takes(frame.part(), size)) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE,
                    "part " + frame.part() + " of " + size + " bytes does not follow part " + (body.count() - 1)
                            + " of body " + frame.body() + ", whose parts have " + body.partBytes() + " bytes; "
                            + LargeBody.LEAST_PART_BYTES + " at least, where there are several");
        }
    }

    private void reply(long connection, int correlation) {
        outputs.send(connection, new ReplyFrame.Ok(correlation));
    }

    /** End of a round: who had to wait for the journal's files goes on when they have become fewer. */
    void step() {
        while (!waiting.isEmpty() && !guard.tight()) {
            waiting.removeFirst().release();
        }
    }

    /**
     * A send names a body: it is here, and as the message says.
     *
     * @throws Refusal if not
     */
    void check(SessionState session, EncodedMessage message) {
        if (!message.inParts()) {
            return;
        }
        LargeBody body = message.partsBody() > Integer.MAX_VALUE
                ? null
                : session.bodies().get((int) message.partsBody());
        if (body == null) {
            throw new Refusal(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the body of the message is not here: it went with a connection that was lost; send it again");
        }
        if (body.length() != message.partsLength() || body.partBytes() != message.partBytes()) {
            throw new Refusal(
                    ErrorCode.PROTOCOL,
                    "the message names a body of " + message.partsLength() + " bytes, of which " + body.length()
                            + " have come");
        }
    }

    /**
     * A send is taken: it has its body from now on, and not the session. After {@link #check}.
     *
     * @param send its message gets the broker's number of the body
     */
    void adopt(SessionState session, PendingSend send) {
        EncodedMessage message = send.message();
        if (message.inParts()) {
            LargeBody body = Objects.requireNonNull(session.bodies().remove((int) message.partsBody()));
            send.body(message.withPartsBody(body.id()));
            send.largeBody(body);
        }
    }

    /** The body that a message in the books names. */
    private @Nullable LargeBody of(EncodedMessage message) {
        return message.inParts() ? all.get(message.partsBody()) : null;
    }

    /** What a send has adopted is with its messages in the books now, or nowhere. */
    void sent(PendingSend send) {
        LargeBody body = send.largeBody();
        if (body != null) {
            send.largeBody(null);
            release(body);
        }
    }

    private void release(LargeBody body) {
        body.release();
        dropUnlessHeld(body);
    }

    /** A session's body that no send has named is dropped, if there is one of that number. */
    void giveUp(SessionState session, int number) {
        LargeBody body = session.bodies().remove(number);
        if (body != null) {
            release(body);
        }
    }

    /** A send is over, however it went: if it has not adopted its body, nobody will. */
    void over(SessionState session, EncodedMessage message) {
        if (message.inParts() && message.partsBody() <= Integer.MAX_VALUE) {
            giveUp(session, (int) message.partsBody());
        }
    }

    /** A session has ended: nobody will name its bodies. */
    void ended(SessionState session) {
        for (Integer number : session.bodies().keySet().toArray(new Integer[0])) {
            giveUp(session, number);
        }
    }

    /** A message comes into the books. */
    void admitted(StoredMessage stored) {
        LargeBody body = stored.largeBody();
        if (body == null && stored.hasBody()) {
            body = of(stored.message());
            stored.largeBody(body);
        }
        if (body != null) {
            body.own(stored);
        }
    }

    /** A message has left the books. */
    void left(StoredMessage stored) {
        LargeBody body = stored.largeBody();
        if (body != null) {
            body.disown(stored);
            dropUnlessHeld(body);
        }
    }

    private void dropUnlessHeld(LargeBody body) {
        if (!body.held() && all.remove(body.id()) != null) {
            Iterator<BodyPart> parts = body.parts().iterator();
            activities.add(() -> {
                for (int i = 0; i < MOST_PER_STEP && parts.hasNext(); i++) {
                    live.remove(parts.next());
                    budget.free(PART_COST);
                }
                return !parts.hasNext();
            });
        }
    }

    /** A client wants a part of the body of a message that it has been given. */
    void fetch(ConnectionState connection, ConsumerFrame.FetchPart frame) {
        ConsumerState consumer = Consumers.find(connection, frame.consumer());
        LargeBody body = all.get(frame.body());
        if (consumer == null || body == null || !connection.parts().finds(body, consumer.queue())) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "body " + frame.body() + " is not to be had by consumer " + frame.consumer()
                            + ": its message was acknowledged or has left the queue, or the consumer was closed");
        }
        BodyPart part = body.part(frame.part());
        if (part == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "body " + frame.body() + " has no part " + frame.part() + " here");
        }
        consumer.sign();
        reader.read(part, connection, frame.correlation());
    }

    /** Whether a message that is next must not be delivered, since its body is not whole; it will be in quarantine. */
    boolean keepsBack(MessageRef next) {
        boolean damaged = next.stored().damage() != null;
        if (damaged) {
            lost.add(next.stored());
        }
        return damaged;
    }

    /** End of a round: messages of which it has shown that their bodies are not whole are taken out of their queues. */
    void quarantine(Quarantine quarantine, ReadyQueues ready) {
        reader.takeDamaged().forEach(body -> lost.addAll(body.owners()));
        for (StoredMessage stored : lost) {
            String damage = stored.damage();
            for (MessageRef ref = stored.first(); ref != null; ref = ref.sibling) {
                ready.mark(ref.queue());
            }
            if (damage != null) {
                quarantine.take(stored, damage);
            }
        }
        lost.clear();
    }

    /** A restart has found a body that something holds. */
    void recovered(LargeBody body) {
        all.put(body.id(), body);
        budget.add((long) PART_COST * body.count());
    }
}
