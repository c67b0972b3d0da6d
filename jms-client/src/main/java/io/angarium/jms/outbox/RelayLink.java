package io.angarium.jms.outbox;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The relay's conversation with the broker under one incarnation: one session, a producer for each destination. Its methods belong to the
 * relay's thread, {@link Replies} to whichever thread reads.
 */
final class RelayLink implements AutoCloseable {
    private static final int SESSION = 1;

    private final UUID incarnation;
    private final Duration callTimeout;
    private final Replies replies = new Replies();
    private final Link link;
    private final Map<Destination, Integer> producers = new HashMap<>();
    private final Map<Integer, long[]> spent = new HashMap<>();
    private int correlations;
    private int producerNumbers;
    private long last;
    private long resentUpTo;

    /** Opens the link; see {@link #begin} and {@link #resume}. */
    RelayLink(BiFunction<UUID, LinkListener, Link> opener, UUID incarnation, Duration callTimeout) {
        this.incarnation = incarnation;
        this.callTimeout = callTimeout;
        this.link = opener.apply(incarnation, replies);
    }

    /** What has come from the broker. Written by whichever thread reads. */
    private static final class Replies implements LinkListener {
        private final Map<Integer, ReplyFrame> answers = new ConcurrentHashMap<>();
        private final Map<Integer, ProducerFrame.ProducerCredit> credits = new ConcurrentHashMap<>();
        private final Map<Long, ProducerFrame.SendRefused> refused = new ConcurrentHashMap<>();
        private volatile long confirmed;
        private volatile boolean broken;

        @Override
        public void frame(Frame frame) {
            if (frame instanceof ReplyFrame reply) {
                answers.put(reply.correlation(), reply);
            } else if (frame instanceof ProducerFrame.ProducerCredit credit) {
                credits.put(credit.producer(), credit);
            } else if (frame instanceof ProducerFrame.SendRefused refusal) {
                refused.put(refusal.sequence(), refusal);
            } else if (frame instanceof ProducerFrame.Confirmed upTo) {
                confirmed = Math.max(confirmed, upTo.upTo());
            }
        }

        @Override
        public void endOfBatch() {
            // The link asks conditions again by itself.
        }

        @Override
        public void broken(LinkException cause) {
            broken = true;
        }
    }

    UUID incarnation() {
        return incarnation;
    }

    /** The last number that was used. */
    long last() {
        return last;
    }

    boolean broken() {
        return replies.broken;
    }

    /** A session that nobody has had. */
    void begin() {
        link.sendSoon(new SessionFrame.OpenSession(SESSION));
    }

    /** The session of a relay that did not come to its end; the broker knows what it has of its sends. */
    void resume(OutboxRows.Unfinished rows, long now) {
        link.sendSoon(new SessionFrame.ResumeSession(
                SESSION, rows.first() - 1, rows.last(), 0, 0, Math.max(0, now - rows.since()), List.of()));
        last = rows.first() - 1;
        resentUpTo = rows.last();
    }

    /** Opens a producer if there is none; what the broker refuses it with, or null. A resumed session has it all the same. */
    ReplyFrame.@Nullable Failed open(Destination destination) throws InterruptedException {
        if (producers.containsKey(destination)) {
            return null;
        }
        int producer = ++producerNumbers; // a refused one is used up too
        int correlation = ++correlations;
        link.send(new ProducerFrame.OpenProducer(correlation, SESSION, producer, destination));
        await(() -> replies.answers.containsKey(correlation), "a producer for " + destination);
        ReplyFrame answer = replies.answers.remove(correlation);
        if (answer instanceof ReplyFrame.Failed failed && resentUpTo == 0) {
            return failed;
        }
        producers.put(destination, producer);
        return null;
    }

    /** Sends a row under its number. */
    void send(OutboxRows.Numbered row, long timeToLive, long deliveryDelay) throws InterruptedException {
        EncodedMessage message = row.message();
        Destination destination = MessageReader.header(message).destination();
        ReplyFrame.Failed refused = open(destination);
        if (refused != null) {
            throw new LinkException(refused.code(), refused.reason(), null);
        }
        int producer = producers.get(destination);
        if (row.sequence() > resentUpTo) {
            spend(producer, message.size());
        }
        last = row.sequence();
        link.sendSoon(new ProducerFrame.Send(producer, row.sequence(), 0, timeToLive, deliveryDelay, message));
    }

    private void spend(int producer, int size) throws InterruptedException {
        long[] used = spent.computeIfAbsent(producer, p -> new long[2]);
        await(
                () -> {
                    ProducerFrame.ProducerCredit credit = replies.credits.get(producer);
                    return credit != null && used[0] < credit.messages() && used[1] < credit.bytes();
                },
                "room at the broker");
        used[0]++;
        used[1] += size;
    }

    /** Waits until all that was sent has been answered; gives what was refused, by number. */
    SortedMap<Long, ProducerFrame.SendRefused> settle() throws InterruptedException {
        link.flush();
        long upTo = last;
        await(
                () -> replies.confirmed >= upTo || replies.refused.containsKey(upTo),
                "the confirmation of what was relayed");
        SortedMap<Long, ProducerFrame.SendRefused> refused = new TreeMap<>(replies.refused);
        replies.refused.keySet().removeAll(refused.keySet());
        return refused;
    }

    private void await(BooleanSupplier condition, String what) throws InterruptedException {
        if (!link.await(condition, System.nanoTime() + callTimeout.toNanos())) {
            throw new LinkException(ErrorCode.TIMEOUT, what + " did not come within " + callTimeout, null);
        }
    }

    /** Says goodbye: the broker forgets the session, so nothing of it may be unfinished. */
    @Override
    public void close() {
        link.close();
    }
}
