package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.AppLedger.Receipt;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What applications do with a client, one thing at a time; each method returns whether there was occasion to. */
final class ClientActions {
    private static final List<Destination> DESTINATIONS = List.of(
            Destination.queue("q0"),
            Destination.queue("q0"),
            Destination.queue("q1"),
            Destination.topic("t0"),
            Destination.topic("t1"));

    private final Choice choice;
    private final Tally tally;
    private final AppLedger ledger;
    private final Map<Long, SimMessage> messages;
    private final List<Destination> temporaries = new ArrayList<>();

    /** In some runs so large that the journal goes through many segments. */
    private final int largest;

    ClientActions(Choice choice, Tally tally, AppLedger ledger, Map<Long, SimMessage> messages) {
        this.largest = choice.oneIn(3) ? 20_000 : 1500;
        this.choice = choice;
        this.tally = tally;
        this.ledger = ledger;
        this.messages = messages;
    }

    /** One thing, if there is occasion. */
    boolean act(SimClient client) {
        SimSession session = choice.of(client.idleSessions());
        if (session == null && client.sessions.isEmpty()) {
            return openSession(client);
        }
        if (session == null || choice.oneIn(50)) {
            return session != null && act(client, choice.below(10));
        }
        int dice = choice.below(100);
        if (dice < 28) {
            return send(client, session);
        } else if (dice < 60) {
            return take(client, session);
        } else if (dice < 70) {
            return grant(client, session);
        } else if (dice < 78) {
            return settleHeld(client, session);
        } else if (dice < 85) {
            return end(client, session);
        } else if (dice < 88) {
            return openProducer(client, session);
        } else if (dice < 92) {
            return openConsumer(client, session);
        }
        return rare(client, session, choice.below(8));
    }

    private boolean act(SimClient client, int dice) {
        switch (dice) {
            case 0 -> {
                goodbye(client);
                return true;
            }
            case 1 -> {
                client.write(new ConnectionFrame.Ping(choice.below(100)));
                tally.count("ping");
                return true;
            }
            case 2 -> {
                client.write(new ManagementFrame.Manage(client.ask(r -> {}), "queue.list", Map.of()));
                tally.count("manage");
                return true;
            }
            case 3 -> {
                return setClientId(client);
            }
            case 4 -> {
                return unsubscribe(client);
            }
            case 5 -> {
                return temporary(client);
            }
            default -> {
                return openSession(client);
            }
        }
    }

    private boolean rare(SimClient client, SimSession session, int dice) {
        return switch (dice) {
            case 0, 1 -> giveBack(client, session);
            case 2, 3 -> reportHanded(client, session);
            case 4 -> choice.oneIn(2) && closeConsumer(client, session);
            case 5 -> closeProducer(client, session);
            case 6 -> choice.oneIn(4) && closeSession(client, session);
            default -> drain(client, session);
        };
    }

    private boolean openSession(SimClient client) {
        if (client.sessions.size() >= 2) {
            return false;
        }
        SimSession session = new SimSession(client.nextNumber(), choice.oneIn(3));
        client.sessions.put(session.number, session);
        client.write(new SessionFrame.OpenSession(session.number));
        tally.count("open session");
        openProducer(client, session);
        openConsumer(client, session);
        return true;
    }

    private boolean setClientId(SimClient client) {
        if (client.namedLater) {
            return false;
        }
        client.namedLater = true;
        String name = "id" + choice.below(3);
        client.write(new ConnectionFrame.SetClientId(client.ask(r -> {}), name));
        tally.count("set client id");
        return true;
    }

    /** Creates a temporary queue that all producers may send to, or deletes one. */
    private boolean temporary(SimClient client) {
        Destination destination = new Destination(Destination.Kind.TEMPORARY_QUEUE, ModelQueue.TEMPORARY + client.id);
        if (client.temporary == null) {
            client.write(new ConnectionFrame.CreateTemporary(client.ask(r -> {}), destination));
            client.temporary = destination;
            temporaries.add(destination);
            tally.count("create temporary");
        } else if (!client.temporaryDeleted) {
            client.write(new ConnectionFrame.DeleteTemporary(
                    client.ask(r -> client.temporaryDeleted = r instanceof ReplyFrame.Ok), destination));
            tally.count("delete temporary");
        }
        return true;
    }

    private boolean unsubscribe(SimClient client) {
        String name = choice.oneIn(2) ? "d" + choice.below(2) : "sd";
        client.write(new ConsumerFrame.Unsubscribe(client.ask(r -> {}), name));
        tally.count("unsubscribe");
        return true;
    }

    private boolean openProducer(SimClient client, SimSession session) {
        if (session.producers.size() >= 3) {
            return false;
        }
        SimProducer producer = new SimProducer(client.nextNumber(), destination());
        client.add(session, producer);
        client.write(new ProducerFrame.OpenProducer(
                client.ask(r -> {}), session.number, producer.number, producer.destination));
        tally.count("open producer");
        return true;
    }

    private Destination destination() {
        Destination temporary = choice.oneIn(5) ? choice.of(temporaries) : null;
        return temporary == null ? choice.of(DESTINATIONS) : temporary;
    }

    private boolean send(SimClient client, SimSession session) {
        SimProducer producer = choice.of(
                session.producers.values().stream().filter(SimProducer::maySend).toList());
        if (producer == null) {
            return false;
        }
        boolean persistent = !choice.oneIn(3);
        int priority = choice.oneIn(4) ? choice.below(10) : 4;
        long timeToLive = choice.oneIn(8) ? choice.between(1, 120) : 0;
        long delay = choice.oneIn(10) ? choice.between(1, 80) : 0;
        SimMessage message = SimMessage.make(
                messages.size() + 1L,
                producer.destination,
                persistent,
                priority,
                choice.below(2),
                choice.oneIn(5) ? largest : choice.below(60));
        messages.put(message.number(), message);
        session.sequence++;
        producer.sent(message.encoded().size());
        boolean mustComeOut = persistent && timeToLive == 0 && producer.destination.kind() == Destination.Kind.QUEUE;
        if (mustComeOut && session.transacted) {
            session.sentInTransaction.add(message);
        } else if (mustComeOut) {
            session.unconfirmed.put(session.sequence, message);
        }
        client.write(new ProducerFrame.Send(
                producer.number, session.sequence, session.transactionOrNone(), timeToLive, delay, message.encoded()));
        tally.count("send " + (persistent ? "persistent" : "non-persistent"));
        count(timeToLive > 0, "send with time to live");
        count(delay > 0, "send with delay");
        count(priority != 4, "send with priority");
        count(session.transacted, "send in a transaction");
        count(producer.destination.isTopic(), "send to a topic");
        return true;
    }

    private void count(boolean when, String what) {
        if (when) {
            tally.count(what);
        }
    }

    private boolean openConsumer(SimClient client, SimSession session) {
        if (session.consumers.values().stream().filter(c -> !c.closed).count() >= 3) {
            return false;
        }
        Kind kind = choice.oneIn(2) ? Kind.QUEUE : choice.of(List.of(Kind.values()));
        int number = client.nextNumber();
        boolean queue = kind == Kind.QUEUE || kind == Kind.BROWSER;
        String name = null;
        if (kind == Kind.DURABLE) {
            name = "d" + choice.below(2);
        } else if (kind == Kind.SHARED_DURABLE) {
            name = "sd";
        } else if (kind == Kind.SHARED) {
            name = "x";
        }
        Destination destination =
                queue ? Destination.queue(choice.oneIn(8) ? Model.DEAD : "q" + choice.below(2)) : topic(name);
        if (kind == Kind.QUEUE && client.temporary != null && choice.oneIn(3)) {
            destination = client.temporary;
        }
        int group = choice.oneIn(4) ? choice.below(2) : -1;
        boolean noLocal = (kind == Kind.TOPIC || kind == Kind.DURABLE) && choice.oneIn(5);
        String source = queue ? destination.name() : kind + ":" + (name == null ? client.id + "." + number : name);
        SimConsumer consumer = new SimConsumer(number, kind, source + (name == null ? "" : client.owner()));
        client.add(session, consumer);
        int correlation = client.ask(reply -> {
            consumer.open = reply instanceof ReplyFrame.Ok;
            consumer.closed |= !consumer.open;
        });
        client.write(new ConsumerFrame.OpenConsumer(
                correlation, session.number, number, kind, destination, name, ModelInputs.selector(group), noLocal));
        tally.count("open " + kind);
        count(group >= 0, "open with selector");
        count(noLocal, "open with noLocal");
        if (kind == Kind.BROWSER || !choice.oneIn(4)) {
            client.write(new ConsumerFrame.Credit(number, choice.between(1, 20), 4000));
        }
        return true;
    }

    private Destination topic(String name) {
        return name == null
                ? Destination.topic("t" + choice.below(2))
                : Destination.topic(name.equals("d1") ? "t1" : "t0");
    }

    private SimConsumer usable(SimSession session) {
        return choice.of(
                session.consumers.values().stream().filter(SimConsumer::usable).toList());
    }

    private boolean grant(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> c.open && !c.closed)
                .toList());
        if (consumer == null) {
            return false;
        }
        client.write(new ConsumerFrame.Credit(consumer.number, choice.between(1, 6), choice.between(1, 3000)));
        tally.count("credit");
        return true;
    }

    private boolean drain(SimClient client, SimSession session) {
        SimConsumer consumer = usable(session);
        if (consumer == null || consumer.draining) {
            return false;
        }
        consumer.draining = true;
        client.write(new ConsumerFrame.Drain(client.ask(r -> consumer.draining = false), consumer.number));
        tally.count("drain");
        return true;
    }

    /** The application is given the next message, and does something with it. */
    private boolean take(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> c.usable() && !c.prefetched.isEmpty())
                .toList());
        if (consumer == null) {
            return false;
        }
        ConsumerFrame.Deliver next = consumer.prefetched.remove();
        consumer.handedUpTo = next.tag();
        if (next.deliveryCount() > 1 || choice.oneIn(3)) {
            client.write(new ConsumerFrame.HandedOver(consumer.number, next.tag()));
        }
        ledger.handed(receipt(consumer, next), next.deliveryCount());
        tally.count("message handed to an application");
        consumer.held.add(next);
        if (!choice.oneIn(3)) {
            settle(client, session, consumer, List.of(next));
        }
        return true;
    }

    private static Receipt receipt(SimConsumer consumer, ConsumerFrame.Deliver delivery) {
        return new Receipt(consumer.source, SimMessage.numberOf(delivery.message()));
    }

    /** Settles a run of what the application holds. */
    private boolean settleHeld(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> !c.held.isEmpty())
                .toList());
        if (consumer == null) {
            return false;
        }
        int from = choice.below(consumer.held.size());
        int to = choice.between(from, consumer.held.size() - 1);
        settle(client, session, consumer, new ArrayList<>(consumer.held.subList(from, to + 1)));
        return true;
    }

    private void settle(
            SimClient client, SimSession session, SimConsumer consumer, List<ConsumerFrame.Deliver> deliveries) {
        consumer.held.removeAll(deliveries);
        Verdict verdict = Verdict.ACCEPT;
        if (!session.transacted && choice.oneIn(4)) {
            boolean mayReject = !consumer.source.equals(Model.DEAD);
            verdict = mayReject && choice.oneIn(4) ? Verdict.REJECT : Verdict.RELEASE;
        }
        List<Receipt> receipts =
                deliveries.stream().map(d -> receipt(consumer, d)).toList();
        int correlation = 0;
        if (verdict == Verdict.ACCEPT && session.transacted) {
            session.acceptedInTransaction.addAll(receipts);
        } else if (verdict == Verdict.ACCEPT) {
            receipts.forEach(ledger::taken);
            if (choice.oneIn(2)) {
                correlation = client.ask(reply -> receipts.forEach(ledger::done));
            }
        } else if (choice.oneIn(4)) {
            correlation = client.ask(reply -> {});
        }
        List<ConsumerFrame.Range> ranges = new ArrayList<>();
        for (ConsumerFrame.Deliver delivery : deliveries) {
            ranges.add(new ConsumerFrame.Range(consumer.number, delivery.tag(), delivery.tag()));
        }
        client.write(new ConsumerFrame.Acknowledge(
                correlation, session.number, session.transactionOrNone(), verdict, ranges));
        tally.count("acknowledge " + verdict + (session.transacted ? " in a transaction" : "")
                + (correlation == 0 ? "" : " awaited"));
    }

    /** Gives back what the application has not seen, the newest first. */
    private boolean giveBack(SimClient client, SimSession session) {
        SimConsumer consumer = usable(session);
        if (consumer == null || consumer.prefetched.isEmpty()) {
            return false;
        }
        long last = consumer.prefetched.getLast().tag();
        int count = choice.between(1, consumer.prefetched.size());
        long first = last;
        for (int i = 0; i < count; i++) {
            first = consumer.prefetched.removeLast().tag();
        }
        client.write(new ConsumerFrame.Acknowledge(
                0, session.number, 0, Verdict.RETURN, List.of(new ConsumerFrame.Range(consumer.number, first, last))));
        tally.count("acknowledge RETURN");
        return true;
    }

    private boolean reportHanded(SimClient client, SimSession session) {
        SimConsumer consumer = usable(session);
        if (consumer == null || consumer.handedUpTo == 0) {
            return false;
        }
        client.write(new ConsumerFrame.HandedOver(consumer.number, consumer.handedUpTo));
        tally.count("report handed over");
        return true;
    }

    /** Ends the transaction of a transacted session, recovers another. */
    private boolean end(SimClient client, SimSession session) {
        if (!session.transacted) {
            return choice.oneIn(4) && recover(client, session);
        }
        session.busy = true;
        List<Receipt> accepted = List.copyOf(session.acceptedInTransaction);
        List<SimMessage> sent = List.copyOf(session.sentInTransaction);
        session.acceptedInTransaction.clear();
        session.sentInTransaction.clear();
        long number = session.transaction++;
        if (choice.oneIn(4)) {
            session.voiding = true;
            client.write(new TransactionFrame.Rollback(
                    client.ask(reply -> idle(session)), session.number, number, session.handed()));
            session.consumers.values().forEach(SimConsumer::forget);
            tally.count("rollback");
        } else {
            accepted.forEach(ledger::taken);
            client.write(new TransactionFrame.Commit(
                    client.ask(reply -> {
                        idle(session);
                        if (reply instanceof ReplyFrame.Ok) {
                            accepted.forEach(ledger::done);
                            sent.forEach(ledger::confirmedSend);
                        }
                    }),
                    session.number,
                    number));
            tally.count("commit");
        }
        return true;
    }

    private static void idle(SimSession session) {
        session.busy = false;
        session.voiding = false;
    }

    private boolean recover(SimClient client, SimSession session) {
        session.busy = true;
        session.voiding = true;
        client.write(new SessionFrame.Recover(client.ask(reply -> idle(session)), session.number, session.handed()));
        session.consumers.values().forEach(SimConsumer::forget);
        tally.count("recover");
        return true;
    }

    private boolean closeConsumer(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> c.open && !c.closed)
                .toList());
        if (consumer == null) {
            return false;
        }
        consumer.closed = true;
        consumer.prefetched.clear();
        client.write(new ConsumerFrame.CloseConsumer(client.ask(r -> {}), consumer.number, consumer.handedUpTo));
        tally.count("close consumer");
        return true;
    }

    private boolean closeProducer(SimClient client, SimSession session) {
        SimProducer producer = choice.of(session.producers.values());
        if (producer == null) {
            return false;
        }
        session.producers.remove(producer.number);
        client.write(new ProducerFrame.CloseProducer(producer.number));
        tally.count("close producer");
        return true;
    }

    private boolean closeSession(SimClient client, SimSession session) {
        client.sessions.remove(session.number);
        client.write(new SessionFrame.CloseSession(client.ask(r -> {}), session.number, session.handed()));
        tally.count("close session");
        return true;
    }

    /** Leaves, and says before what was handed over, as a client that closes its sessions does. */
    void goodbye(SimClient client) {
        client.leaving = true;
        for (SimSession session : client.sessions.values()) {
            for (SimConsumer consumer : session.consumers.values()) {
                client.write(new ConsumerFrame.HandedOver(consumer.number, consumer.handedUpTo));
            }
        }
        client.write(new ConnectionFrame.Goodbye(null, ""));
        tally.count("goodbye");
    }
}
