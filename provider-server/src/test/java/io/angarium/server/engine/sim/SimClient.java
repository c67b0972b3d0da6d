package io.angarium.server.engine.sim;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A client's end of a connection: what is under way in both directions, and what the client knows. */
final class SimClient {
    final long id;
    final String clientId;
    final Deque<Frame> toBroker = new ArrayDeque<>();
    final Deque<Frame> toClient = new ArrayDeque<>();
    final Map<Integer, SimSession> sessions = new LinkedHashMap<>();
    private final Map<Integer, SimConsumer> consumers = new HashMap<>();
    private final Map<Integer, SimProducer> producers = new HashMap<>();
    private final Map<Integer, Consumer<ReplyFrame>> waiting = new HashMap<>();
    private final AppLedger ledger;
    private int numbers;
    private int correlations;
    boolean welcomed;
    boolean leaving;
    boolean namedLater;
    Destination temporary;
    boolean temporaryDeleted;
    Destination temporaryTopic;

    SimClient(long id, String clientId, AppLedger ledger) {
        this.id = id;
        this.clientId = clientId;
        this.ledger = ledger;
    }

    /** Tells subscriptions of different client identifiers apart. */
    String owner() {
        return namedLater ? " of connection " + id : " of " + clientId;
    }

    int nextNumber() {
        return ++numbers;
    }

    void write(Frame frame) {
        toBroker.add(frame);
    }

    /** A correlation whose reply the action takes. */
    int ask(Consumer<ReplyFrame> action) {
        waiting.put(++correlations, action);
        return correlations;
    }

    void add(SimSession session, SimConsumer consumer) {
        session.consumers.put(consumer.number, consumer);
        consumers.put(consumer.number, consumer);
    }

    void add(SimSession session, SimProducer producer) {
        session.producers.put(producer.number, producer);
        producers.put(producer.number, producer);
    }

    List<SimSession> idleSessions() {
        return sessions.values().stream().filter(s -> !s.busy).toList();
    }

    /** Whether no session can do anything before a reply comes. */
    boolean waits() {
        return !sessions.isEmpty() && idleSessions().isEmpty();
    }

    private SimSession sessionOf(SimConsumer consumer) {
        return sessions.values().stream()
                .filter(s -> s.consumers.containsValue(consumer))
                .findFirst()
                .orElse(null);
    }

    /** Takes the next frame that has come. */
    void read() {
        Frame frame = toClient.remove();
        if (frame instanceof ConnectionFrame.Welcome) {
            welcomed = true;
        } else if (frame instanceof ConsumerFrame.Deliver deliver) {
            delivered(deliver);
        } else if (frame instanceof ConsumerFrame.BrowseEnd end) {
            consumers.get(end.consumer()).draining = false;
        } else if (frame instanceof ProducerFrame.Confirmed confirmed) {
            confirmed(confirmed);
        } else if (frame instanceof ProducerFrame.SendRefused refused) {
            SimSession session = sessions.get(refused.session());
            if (session != null) {
                session.unconfirmed.remove(refused.sequence());
            }
        } else if (frame instanceof ProducerFrame.ProducerCredit credit) {
            SimProducer producer = producers.get(credit.producer());
            if (producer != null) {
                producer.limits(credit.messages(), credit.bytes());
            }
        } else if (frame instanceof ReplyFrame reply) {
            waiting.remove(reply.correlation()).accept(reply);
        }
    }

    private void delivered(ConsumerFrame.Deliver deliver) {
        SimConsumer consumer = consumers.get(deliver.consumer());
        ModelOutputs.require(
                deliver.tag() == ++consumer.lastTag,
                () -> "tag " + deliver.tag() + " where " + consumer.lastTag + " was due");
        SimSession session = sessionOf(consumer);
        if (session != null && !session.voiding && !consumer.closed) {
            consumer.prefetched.add(deliver);
        }
    }

    private void confirmed(ProducerFrame.Confirmed frame) {
        SimSession session = sessions.get(frame.session());
        if (session != null) {
            for (Long sequence : new ArrayList<>(session.unconfirmed.keySet())) {
                if (sequence <= frame.upTo()) {
                    ledger.confirmedSend(session.unconfirmed.remove(sequence));
                }
            }
        }
    }
}
