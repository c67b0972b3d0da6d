package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client does on a new connection that takes the place of a lost one, as docs/protocol.md has it under "Reconnecting": it opens
 * again what it had, repeats in order what it has had no answer to, and knows again what its applications are done with.
 */
final class Resuming {
    private final Choice choice;
    private final Tally tally;
    private final AppLedger ledger;

    Resuming(Choice choice, Tally tally, AppLedger ledger) {
        this.choice = choice;
        this.tally = tally;
        this.ledger = ledger;
    }

    void resume(SimClient client) {
        for (SimSession session : client.sessions.values()) {
            session.consumers.values().forEach(consumer -> lost(client, session, consumer));
            session.consumers.values().removeIf(consumer -> consumer.closed || consumer.kind == Kind.BROWSER);
            client.write(new SessionFrame.ResumeSession(
                    session.number,
                    session.confirmed,
                    session.sequence,
                    session.ended,
                    session.open(),
                    1000,
                    session.consumers.values().stream()
                            .map(consumer -> new SessionFrame.Handed(consumer.number, client.tagsBehind()))
                            .toList(),
                    client.tells() ? session.written : SessionFrame.ResumeSession.UNSAID));
            session.written = session.sequence;
            tally.count("resume session");
            tally.count(session.open() != 0, "resume session with a transaction");
        }
        client.sessions.values().forEach(session -> openProducers(client, session));
        for (SimSession session : client.sessions.values()) {
            for (SimConsumer consumer : session.consumers.values()) {
                client.write(consumer.opening.apply(client.ask(consumer::opened)));
                client.write(new ConsumerFrame.Credit(consumer.number, choice.between(1, 20), 4000));
                tally.count("consumer opened again");
            }
        }
        client.sessions.values().forEach(session -> repeat(client, session));
    }

    /** The listener that was at work completes some of what the application holds, after the loss. */
    private void lost(SimClient client, SimSession session, SimConsumer consumer) {
        List<ConsumerFrame.Deliver> held = List.copyOf(consumer.held);
        consumer.lost(client.tagsBehind());
        for (ConsumerFrame.Deliver delivery : held) {
            if (!session.transacted && consumer.kind != Kind.BROWSER && consumer.lease == 0 && choice.oneIn(2)) {
                AppLedger.Receipt receipt =
                        new AppLedger.Receipt(consumer.source, SimMessage.numberOf(delivery.message()));
                ledger.taken(receipt);
                consumer.done.put(delivery.id(), receipt);
                tally.count("completed after the loss");
            }
        }
    }

    private void openProducers(SimClient client, SimSession session) {
        Map<Integer, ProducerFrame.OpenProducer> open = new TreeMap<>();
        session.producers.values().forEach(producer -> {
            producer.reopened();
            open.put(
                    producer.number,
                    new ProducerFrame.OpenProducer(
                            client.ask(reply -> {}), session.number, producer.number, producer.destination));
        });
        for (SimSession.Sent sent : session.inDoubt.values()) {
            int number = sent.frame().producer();
            if (!open.containsKey(number)) {
                tally.count("closed producer opened for its resends");
                open.put(
                        number,
                        new ProducerFrame.OpenProducer(
                                client.ask(reply -> {}), session.number, number, sent.destination()));
            }
        }
        open.values().forEach(client::write);
    }

    private void repeat(SimClient client, SimSession session) {
        List<Integer> closing = new ArrayList<>();
        for (SimSession.Sent sent : session.inDoubt.values()) {
            client.write(sent.frame());
            int producer = sent.frame().producer();
            if (!session.producers.containsKey(producer) && !closing.contains(producer)) {
                closing.add(producer);
            }
            tally.count(sent.frame().transaction() == 0 ? "resend" : "resend in a transaction");
        }
        closing.forEach(producer -> client.write(new ProducerFrame.CloseProducer(producer)));
        SimSession.Call call = session.call;
        if (call != null) {
            tally.count("asked again");
            client.write(call.frame().apply(client.ask(call.then())));
        }
    }
}
