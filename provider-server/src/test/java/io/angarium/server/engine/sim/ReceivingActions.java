package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.AppLedger.Receipt;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ReplyFrame;
import java.util.ArrayList;
import java.util.List;

/** What applications do with consumers and what they are given; each method returns whether there was occasion to. */
final class ReceivingActions {
    private final Choice choice;
    private final Tally tally;
    private final AppLedger ledger;

    ReceivingActions(Choice choice, Tally tally, AppLedger ledger) {
        this.choice = choice;
        this.tally = tally;
        this.ledger = ledger;
    }

    boolean openConsumer(SimClient client, SimSession session) {
        if (session.consumers.values().stream().filter(c -> !c.closed).count() >= 3) {
            return false;
        }
        Kind kind = session.inBranches || choice.oneIn(2) ? Kind.QUEUE : choice.of(List.of(Kind.values()));
        int number = client.nextNumber();
        boolean queue = kind == Kind.QUEUE || kind == Kind.BROWSER;
        String name = kind == Kind.DURABLE && patterned(number) ? SimPatterns.DURABLE : name(kind);
        Destination destination = queue ? queue(client, session, kind, number) : topic(client, kind, number, name);
        ModelWish wish = wish(session, kind, number, destination);
        int group = choice.oneIn(4) ? choice.below(2) : -1;
        boolean noLocal = (kind == Kind.TOPIC || kind == Kind.DURABLE) && choice.oneIn(5);
        Give kept = SimKept.of(choice.run()).asks(destination, number, noLocal);
        Destination at = new Destination(destination.kind(), ModelWish.withKept(wish.named(), kept));
        String source = queue ? destination.name() : kind + ":" + (name == null ? client.id + "." + number : name);
        SimConsumer consumer = new SimConsumer(number, kind, source + (name == null ? "" : client.owner()));
        consumer.lease = lease(wish);
        client.add(session, consumer);
        consumer.opening = correlation -> new ConsumerFrame.OpenConsumer(
                correlation, session.number, number, kind, at, name, ModelConsuming.selector(group), noLocal);
        client.write(consumer.opening.apply(client.ask(consumer::opened)));
        tally.count("open " + kind);
        tally.count(wish.lease() > 0, "open with a lease");
        tally.count(wish.lease() < 0, "open with the lease of the policy");
        tally.count(kept != null, "open with kept " + kept);
        tally.count(wish.serial(), "open with serial groups");
        tally.count(group >= 0, "open with selector");
        tally.count(noLocal, "open with noLocal");
        if (kind == Kind.BROWSER || !choice.oneIn(4)) {
            client.write(new ConsumerFrame.Credit(number, choice.between(1, 20), 4000));
        }
        return true;
    }

    private boolean patterned(int number) {
        return SimPatterns.of(choice.run()).next(number);
    }

    /** One of the queues that there are in this run. */
    private Destination queue(SimClient client, SimSession session, Kind kind, int number) {
        long run = choice.run();
        Destination queue = Destination.queue(choice.oneIn(8) ? Model.DEAD : "q" + choice.below(2));
        if (kind == Kind.BROWSER) {
            return queue;
        }
        if (client.temporary != null && choice.oneIn(3)) {
            queue = client.temporary;
        }
        if (SimRoutes.of(run).used() && number % 4 == 0) {
            queue = Destination.queue("r" + number / 4 % 3);
        }
        if (SimRejects.of(run).used() && number % 7 == 0) {
            queue = Destination.queue(Model.REJECTED);
        }
        if (SimExpired.of(run).used() && number % 6 == 5) {
            queue = Destination.queue(Model.EXPIRED);
        }
        if (SimLimits.of(run).diverts() && number % 5 == 2) {
            queue = Destination.queue(SimLimits.DIVERTED);
        }
        return !session.inBranches && SimReaders.of(run).next(number) ? Destination.queue(SimReaders.QUEUE) : queue;
    }

    /** One of the topics, or a pattern of them. */
    private Destination topic(SimClient client, Kind kind, int number, String name) {
        Destination topic = topic(name);
        if (patterned(number) && (name == null || name.equals(SimPatterns.DURABLE))) {
            topic = SimPatterns.pattern(number);
            tally.count("open " + kind + " of a pattern");
        }
        if (kind == Kind.TOPIC && client.temporaryTopic != null && choice.oneIn(2)) {
            topic = client.temporaryTopic;
            tally.count("open TOPIC at a temporary topic");
        }
        return topic;
    }

    /** What it asks for behind the name. */
    private ModelWish wish(SimSession session, Kind kind, int number, Destination destination) {
        String name = destination.name();
        boolean leased = kind == Kind.QUEUE && !session.inBranches && choice.oneIn(2);
        long lease = leased ? choice.between(10, 80) : 0;
        if (leased && SimLeases.of(choice.run()).leaves(number)) {
            lease = ModelWish.LEASE_OF_POLICY;
        }
        if (kind != Kind.QUEUE || SimReaders.of(choice.run()).concerns(name)) {
            return new ModelWish(name, 0, 0, false, null);
        }
        int priority = SimPriorities.of(choice.run()).next(destination, number);
        return new ModelWish(name, priority, lease, SimGroups.of(choice.run()).serial(number), null);
    }

    private int lease(ModelWish wish) {
        return wish.lease() == ModelWish.LEASE_OF_POLICY
                ? SimLeases.of(choice.run()).millis()
                : (int) wish.lease();
    }

    private String name(Kind kind) {
        return switch (kind) {
            case DURABLE -> "d" + choice.below(2);
            case SHARED_DURABLE -> "sd";
            case SHARED -> "x";
            default -> null;
        };
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

    boolean grant(SimClient client, SimSession session) {
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

    boolean drain(SimClient client, SimSession session) {
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
    boolean take(SimClient client, SimSession session) {
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
        if (client.isOver(next)) {
            tally.count("message handed to an application whose lease is over, which nobody there knows yet");
        } else {
            ledger.handed(receipt(consumer, next), next.deliveryCount());
            tally.count("message handed to an application");
        }
        consumer.held.add(next);
        if (SimAsks.of(choice.run()).next(choice)) {
            client.write(new ConsumerFrame.Timing(consumer.number, next.tag(), SimAsks.millis(choice)));
            tally.count("asks for a later attempt");
        }
        if (choice.oneIn(3) == consumer.lease > 0) {
            settle(client, session, consumer, List.of(next));
        }
        return true;
    }

    private static Receipt receipt(SimConsumer consumer, ConsumerFrame.Deliver delivery) {
        return new Receipt(consumer.source, SimMessage.numberOf(delivery.message()));
    }

    /** Settles a run of what the application holds. */
    boolean settleHeld(SimClient client, SimSession session) {
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
        if (!session.inTransaction() && choice.oneIn(4)) {
            boolean mayReject = !Model.dead(consumer.source);
            verdict = mayReject && choice.oneIn(4) ? Verdict.REJECT : Verdict.RELEASE;
        }
        List<Receipt> receipts =
                deliveries.stream().map(d -> receipt(consumer, d)).toList();
        int correlation = 0;
        if (verdict == Verdict.ACCEPT && session.inTransaction()) {
            session.acceptedInTransaction.addAll(receipts);
            session.transactionUsed = true;
        } else if (verdict == Verdict.ACCEPT) {
            receipts.forEach(ledger::taken);
            deliveries.forEach(d -> consumer.underWay.put(d.id(), receipt(consumer, d)));
            if (consumer.lease > 0 || choice.oneIn(2)) {
                correlation = client.ask(reply -> {
                    deliveries.forEach(d -> consumer.underWay.remove(d.id()));
                    if (consumer.lease > 0 && consumer.closed) {
                        tally.count("acknowledgement that may have crossed the closing");
                    } else if (reply instanceof ReplyFrame.Ok) {
                        receipts.forEach(ledger::done);
                    } else {
                        tally.count("acknowledged too late");
                    }
                });
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
        tally.count("acknowledge " + verdict + (session.inTransaction() ? " in a transaction" : "")
                + (correlation == 0 ? "" : " awaited"));
    }

    /** The application is still at what it has for a time. */
    boolean renew(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> c.usable() && c.lease > 0 && !c.held.isEmpty())
                .toList());
        if (consumer == null) {
            return false;
        }
        long tag = choice.of(consumer.held).tag();
        int correlation = choice.oneIn(3) ? client.ask(reply -> {}) : 0;
        client.write(new ConsumerFrame.Acknowledge(
                correlation,
                session.number,
                0,
                Verdict.RENEW,
                List.of(new ConsumerFrame.Range(consumer.number, tag, tag))));
        tally.count("acknowledge RENEW");
        return true;
    }

    /** Gives back what the application has not seen, the newest first. */
    boolean giveBack(SimClient client, SimSession session) {
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

    boolean reportHanded(SimClient client, SimSession session) {
        SimConsumer consumer = usable(session);
        if (consumer == null || consumer.handedUpTo == 0) {
            return false;
        }
        client.write(new ConsumerFrame.HandedOver(consumer.number, consumer.handedUpTo));
        tally.count("report handed over");
        return true;
    }

    boolean closeConsumer(SimClient client, SimSession session) {
        SimConsumer consumer = choice.of(session.consumers.values().stream()
                .filter(c -> c.open && !c.closed)
                .toList());
        if (consumer == null) {
            return false;
        }
        consumer.closed = true;
        consumer.prefetched.clear();
        if (consumer.lease > 0) {
            consumer.held.clear(); // all of it goes back: nothing can be said of it any more
        }
        client.write(new ConsumerFrame.CloseConsumer(client.ask(r -> {}), consumer.number, consumer.handedUpTo));
        tally.count("close consumer");
        return true;
    }
}
