package io.angarium.jms.reconnect;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client has opened at the broker and what it has had no answer to: enough to build it all up on another connection. Sees each frame
 * that goes and those that come. Guarded by its own lock, which is held for moments.
 */
final class Conversation {
    private final LongSupplier nanoClock;
    private final Map<Integer, SessionLog> sessions = new LinkedHashMap<>();
    private final Map<Integer, ProducerEntry> producers = new LinkedHashMap<>();
    private final Map<Integer, ConsumerFrame.OpenConsumer> consumers = new LinkedHashMap<>();
    private final Set<Destination> temporaries = new LinkedHashSet<>();
    private final Map<Integer, Asked> asked = new LinkedHashMap<>();
    private @Nullable String clientId;
    private boolean down;
    private boolean used;

    /**
     * A request without an answer.
     *
     * @param session whose, 0 if it is of none
     * @param after the session's send that went before it
     * @param again whether it has been sent more than once
     */
    private record Asked(Frame frame, int session, long after, boolean again) {}

    Conversation(@Nullable String clientId, LongSupplier nanoClock) {
        this.clientId = clientId;
        this.nanoClock = nanoClock;
    }

    /** The client identifier for the next handshake. */
    synchronized @Nullable String clientId() {
        return clientId;
    }

    // -- what goes

    /** Whether a frame has to be known after a loss: most are not, and cost nothing here. */
    static boolean concerns(Frame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            return acknowledge.correlation() != 0 || acknowledge.transaction() != 0;
        }
        return !(frame instanceof ConsumerFrame.Credit || frame instanceof ConsumerFrame.HandedOver);
    }

    /** Whether much may come in after a frame: then its connection has better no others beside it. */
    static boolean consumes(Frame frame) {
        return frame instanceof ConnectionFrame.CreateTemporary
                || frame instanceof ConsumerFrame.OpenConsumer open && open.kind() != ConsumerFrame.Kind.BROWSER;
    }

    /** Whether there is nothing yet but what can be opened again: then nobody notices another link. */
    synchronized boolean isUnused() {
        return !used && asked.isEmpty();
    }

    /**
     * A frame is about to be sent.
     *
     * @param now whether there is a link for it; if not, it is sent when there is one again
     */
    synchronized void sends(Frame frame, boolean now) {
        used |= !(frame instanceof SessionFrame.OpenSession
                || frame instanceof ProducerFrame.OpenProducer
                || frame instanceof ConnectionFrame.SetClientId);
        if (frame instanceof ProducerFrame.Send send) {
            ProducerEntry producer = producers.get(send.producer());
            if (producer != null) {
                producer.sent(send.message().size());
                producer.session().sent(send, now);
            }
        } else if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            acknowledges(acknowledge);
        } else if (frame instanceof Frame.Request request) {
            asks(frame, request.correlation());
        } else if (frame instanceof SessionFrame.OpenSession open) {
            sessions.put(open.session(), new SessionLog(open.session(), nanoClock));
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            closes(close);
        }
    }

    private void acknowledges(ConsumerFrame.Acknowledge frame) {
        SessionLog session = sessions.get(frame.session());
        if (session != null && frame.transaction() != 0) {
            session.uses(frame.transaction());
        }
        if (frame.correlation() != 0) {
            asks(frame, frame.correlation());
        }
    }

    private void asks(Frame request, int correlation) {
        if (down && request instanceof ConsumerFrame.CloseConsumer close && !isOpen(close.consumer())) {
            return; // it was open at most on the link that is lost
        }
        int number = sessionOf(request);
        SessionLog session = sessions.get(number);
        if (session != null && request instanceof TransactionFrame.Commit commit) {
            session.commits(commit.transaction());
        }
        asked.put(correlation, new Asked(request, number, session == null ? 0 : session.lastSequence(), false));
    }

    private int sessionOf(Frame request) {
        if (request instanceof SessionFrame.CloseSession close) {
            return close.session();
        } else if (request instanceof SessionFrame.Recover recover) {
            return recover.session();
        } else if (request instanceof TransactionFrame.Commit commit) {
            return commit.session();
        } else if (request instanceof TransactionFrame.Rollback rollback) {
            return rollback.session();
        } else if (request instanceof ConsumerFrame.Acknowledge acknowledge) {
            return acknowledge.session();
        } else if (request instanceof ProducerFrame.OpenProducer open) {
            return open.session();
        } else if (request instanceof ConsumerFrame.OpenConsumer open) {
            return open.session();
        } else if (request instanceof ConsumerFrame.CloseConsumer close) {
            return sessionOfConsumer(close.consumer());
        } else if (request instanceof ConsumerFrame.Drain drain) {
            return sessionOfConsumer(drain.consumer());
        } else if (request instanceof ProducerFrame.StorePart part) {
            return part.session();
        } else if (request instanceof ConsumerFrame.FetchPart part) {
            return sessionOfConsumer(part.consumer());
        }
        return 0;
    }

    private int sessionOfConsumer(int consumer) {
        ConsumerFrame.OpenConsumer open = consumers.get(consumer);
        return open == null ? 0 : open.session();
    }

    private boolean isOpen(int consumer) {
        return consumers.containsKey(consumer)
                || asked.values().stream()
                        .anyMatch(request -> request.frame() instanceof ConsumerFrame.OpenConsumer open
                                && open.consumer() == consumer);
    }

    private void closes(ProducerFrame.CloseProducer frame) {
        ProducerEntry producer = producers.get(frame.producer());
        if (producer == null) {
            return;
        }
        if (producer.session().sends().isEmpty()) {
            producers.remove(frame.producer());
        } else {
            producer.session().closing().add(producer);
        }
    }

    /** A frame could not be sent, and never will be. */
    synchronized void withdraws(Frame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            ProducerEntry producer = producers.get(send.producer());
            if (producer != null) {
                producer.withdrawn(send.message().size());
                producer.session().withdrawn(send);
            }
        } else if (frame instanceof Frame.Request request) {
            asked.remove(request.correlation());
        }
    }

    /** Nobody waits for this reply any more, and it is not asked for again. */
    synchronized void forget(int correlation) {
        Asked request = asked.get(correlation);
        if (request != null && !(request.frame() instanceof SessionFrame.CloseSession)) {
            asked.remove(correlation);
        }
    }

    // -- what comes

    /** A frame came in; returns it as the client shall see it. */
    synchronized Frame receives(Frame frame) {
        if (frame instanceof ReplyFrame reply) {
            return answered(reply);
        } else if (frame instanceof ProducerFrame.Confirmed confirmed) {
            SessionLog session = sessions.get(confirmed.session());
            if (session != null) {
                session.confirmed(confirmed.upTo());
                forgetClosed(session);
            }
        } else if (frame instanceof ProducerFrame.SendRefused refused) {
            SessionLog session = sessions.get(refused.session());
            if (session != null) {
                session.refused(refused.sequence());
                forgetClosed(session);
            }
        } else if (frame instanceof ProducerFrame.ProducerCredit credit) {
            ProducerEntry producer = producers.get(credit.producer());
            return producer == null ? credit : producer.credit(credit);
        } else if (frame instanceof ConsumerFrame.ConsumerClosed closed) {
            consumers.remove(closed.consumer());
        }
        return frame;
    }

    private void forgetClosed(SessionLog session) {
        if (session.sends().isEmpty() && !session.closing().isEmpty()) {
            session.closing()
                    .forEach(producer -> producers.remove(producer.frame().producer()));
            session.closing().clear();
        }
    }

    private Frame answered(ReplyFrame reply) {
        if (reply instanceof ReplyFrame.Rows rows && rows.more()) {
            return reply;
        }
        Asked request = asked.remove(reply.correlation());
        if (request == null) {
            return reply;
        }
        if (reply instanceof ReplyFrame.Ok) {
            done(request.frame());
        } else if (reply instanceof ReplyFrame.Failed failed) {
            if (request.frame() instanceof TransactionFrame.Commit commit) {
                ended(commit.session(), commit.transaction());
            } else if (request.again() && failed.code() == ErrorCode.NOT_FOUND && endsSomething(request.frame())) {
                done(request.frame());
                return new ReplyFrame.Ok(reply.correlation());
            }
        }
        return reply;
    }

    /** Whether it is as good as done if there is nothing to end, because the first try has done it. */
    private static boolean endsSomething(Frame request) {
        return request instanceof ConsumerFrame.Unsubscribe
                || request instanceof ConsumerFrame.CloseConsumer
                || request instanceof SessionFrame.CloseSession;
    }

    private void done(Frame request) {
        if (request instanceof TransactionFrame.Commit commit) {
            ended(commit.session(), commit.transaction());
        } else if (request instanceof TransactionFrame.Rollback rollback) {
            ended(rollback.session(), rollback.transaction());
        } else if (request instanceof ProducerFrame.OpenProducer open) {
            SessionLog session = sessions.get(open.session());
            if (session != null) {
                producers.put(open.producer(), new ProducerEntry(open, session));
            }
        } else if (request instanceof ConsumerFrame.OpenConsumer open) {
            consumers.put(open.consumer(), open);
        } else if (request instanceof ConsumerFrame.CloseConsumer close) {
            consumers.remove(close.consumer());
        } else if (request instanceof SessionFrame.CloseSession close) {
            sessions.remove(close.session());
            producers.values().removeIf(producer -> producer.frame().session() == close.session());
            consumers.values().removeIf(consumer -> consumer.session() == close.session());
        } else if (request instanceof ConnectionFrame.CreateTemporary create) {
            temporaries.add(create.destination());
        } else if (request instanceof ConnectionFrame.DeleteTemporary delete) {
            temporaries.remove(delete.destination());
        } else if (request instanceof ConnectionFrame.SetClientId set) {
            clientId = set.clientId();
        }
    }

    private void ended(int session, long transaction) {
        SessionLog log = sessions.get(session);
        if (log != null) {
            log.ended(transaction);
        }
    }

    // -- the loss, and after it

    /** The link is lost. Returns what the client is to hear of what cannot go on. */
    synchronized List<Frame> lost() {
        down = true;
        List<Frame> last = new ArrayList<>();
        asked.values().removeIf(request -> {
            if (request.frame() instanceof ManagementFrame.Manage manage) {
                last.add(new ReplyFrame.Failed(
                        manage.correlation(),
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the connection was lost during " + manage.operation() + "; whether it happened is not known"));
                return true;
            }
            return false;
        });
        consumers.values().removeIf(consumer -> {
            if (consumer.kind() == ConsumerFrame.Kind.BROWSER) {
                last.add(new ConsumerFrame.ConsumerClosed(
                        consumer.consumer(), ErrorCode.OUTCOME_UNKNOWN, "the connection was lost during the browse"));
                return true;
            }
            return false;
        });
        return last;
    }

    /**
     * Builds everything up again.
     *
     * @param loss how many links have been lost so far: tags go on behind all those that they can have had
     * @param sameBroker whether the broker has the data that it had when the conversation began
     * @param features that the broker understands
     * @param out takes the frames
     */
    synchronized void restore(long loss, boolean sameBroker, long features, Consumer<Frame> out) {
        down = false;
        int correlation = 0;
        for (Destination temporary : temporaries) {
            out.accept(new ConnectionFrame.CreateTemporary(--correlation, temporary));
        }
        Map<Integer, List<SessionFrame.Handed>> tags = new HashMap<>();
        for (ConsumerFrame.OpenConsumer consumer : consumers.values()) {
            tags.computeIfAbsent(consumer.session(), any -> new ArrayList<>())
                    .add(new SessionFrame.Handed(consumer.consumer(), loss << TAGS_PER_LINK_BITS));
        }
        boolean telling = (features & Features.SENT_UP_TO) != 0;
        for (SessionLog session : sessions.values()) {
            out.accept(session.resume(sameBroker, telling, tags.getOrDefault(session.session(), List.of())));
        }
        for (ProducerEntry producer : producers.values()) {
            ProducerFrame.OpenProducer open = producer.frame();
            producer.reopened();
            out.accept(
                    new ProducerFrame.OpenProducer(--correlation, open.session(), open.producer(), open.destination()));
        }
        for (ConsumerFrame.OpenConsumer open : consumers.values()) {
            out.accept(again(open));
        }
        asked.replaceAll((number, request) -> new Asked(request.frame(), request.session(), request.after(), true));
        sessions.values().forEach(session -> repeat(session, out));
        asked.values().stream()
                .filter(request -> !sessions.containsKey(request.session()))
                .forEach(request -> out.accept(request.frame()));
    }

    /** More than a broker delivers to one consumer on one link. */
    private static final int TAGS_PER_LINK_BITS = 36;

    /** Correlations below this one are those of consumers that are opened again. */
    private static final int CONSUMERS_BELOW = Integer.MIN_VALUE / 2;

    private static ConsumerFrame.OpenConsumer again(ConsumerFrame.OpenConsumer open) {
        return new ConsumerFrame.OpenConsumer(
                CONSUMERS_BELOW - open.consumer(),
                open.session(),
                open.consumer(),
                open.kind(),
                open.destination(),
                open.subscription(),
                open.selector(),
                open.noLocal());
    }

    /** What the client is to hear of a reply to something that was restored; null if nothing. */
    static @Nullable Frame restored(ReplyFrame reply) {
        if (reply instanceof ReplyFrame.Failed failed && failed.correlation() < CONSUMERS_BELOW) {
            return new ConsumerFrame.ConsumerClosed(
                    CONSUMERS_BELOW - failed.correlation(), failed.code(), "after a reconnect: " + failed.reason());
        }
        return null;
    }

    private void repeat(SessionLog session, Consumer<Frame> out) {
        List<ProducerFrame.Send> sends = new ArrayList<>(session.sends());
        int next = 0;
        for (Asked request : asked.values()) {
            if (request.session() == session.session()) {
                while (next < sends.size() && sends.get(next).sequence() <= request.after()) {
                    out.accept(sends.get(next++));
                }
                out.accept(request.frame());
            }
        }
        while (next < sends.size()) {
            out.accept(sends.get(next++));
        }
        session.closing()
                .forEach(producer -> out.accept(
                        new ProducerFrame.CloseProducer(producer.frame().producer())));
    }
}
