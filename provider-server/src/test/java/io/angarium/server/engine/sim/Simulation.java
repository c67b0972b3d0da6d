package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.ArrayList;
import java.util.List;

/** One seed: random steps, then everything is drained, and what comes out must be what the model has. */
final class Simulation {
    private static final int STEPS = 240;
    private static final int STEPS_BETWEEN_RELOADS = 35;
    private static final int MOST_CLIENTS = 3;
    private static final int PATIENCE_OF_CONFIRMATIONS = 11;
    private static final long LONGEST_DELAY = 1000;
    private static final int MOST_TRIES = 1000;

    private final long seed;
    private final Choice choice;
    private final Tally tally = new Tally();
    private final Trace trace;
    private final SimBroker broker;
    private final ClientActions actions;
    private final SimSlow slow;
    private int sinceReload;

    private Simulation(long seed, Planted planted, boolean traced) {
        this.seed = seed;
        this.choice = new Choice(seed);
        this.slow = SimSlow.of(seed);
        this.trace = new Trace(traced);
        this.broker = new SimBroker(new SimRun(choice, tally, trace, planted));
        this.actions = new ClientActions(
                choice,
                tally,
                broker.ledger(),
                broker.messages(),
                client -> broker.clients().get(client.id) == client);
    }

    /**
     * Runs a seed.
     *
     * @return how often what occurred
     * @throws SimulationFailure with the seed in its text, if the engine did what it must not
     */
    static Tally run(long seed, Planted planted) {
        return new Simulation(seed, planted, false).run();
    }

    /** Runs a seed and returns all that happened in it; the failure is the last line, if there was one. */
    static List<String> trace(long seed, Planted planted) {
        Simulation simulation = new Simulation(seed, planted, true);
        try {
            simulation.run();
        } catch (SimulationFailure failure) {
            simulation.trace.line(() -> String.valueOf(failure.getMessage()));
        }
        return simulation.trace.lines();
    }

    private Tally run() {
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                step();
            }
            settle();
            checkNothingIsStuck();
            finish();
        } catch (SimulationFailure failure) {
            throw new SimulationFailure("seed " + seed + ", step " + step + ": " + failure.getMessage(), failure);
        } catch (RuntimeException broken) {
            throw new SimulationFailure("seed " + seed + ", step " + step + ": " + broken, broken);
        }
        return tally;
    }

    private void step() {
        if (++sinceReload > STEPS_BETWEEN_RELOADS && broker.reload()) {
            sinceReload = 0;
        }
        int dice = choice.below(1000);
        if (broker.crashDue()) {
            broker.crash();
        } else if (slow.timePasses(choice)) {
            timeOfConsumers();
        } else if (broker.someAway() && choice.oneIn(12)) {
            broker.resumeOne(actions::withoutLink);
        } else if (dice < 480) {
            act();
        } else if (dice < 640) {
            withClient(client -> broker.deliver(client, choice.between(1, 6)));
        } else if (dice < 760) {
            withClient(this::read);
        } else if (dice < 870) {
            force();
        } else if (dice < 940) {
            tally.count("durable told in pieces");
            broker.tellDurable(true);
        } else if (dice < 972) {
            tally.count("time passes");
            broker.passTime(slow.time(choice));
        } else {
            rare(dice - 972);
        }
    }

    /** Mostly the disk does not hang: then nobody would be slow. */
    private void timeOfConsumers() {
        if (choice.oneIn(2)) {
            broker.force();
            broker.tellDurable(false);
        }
        broker.passTime(slow.time(choice));
    }

    private void rare(int dice) {
        if (dice < 6) {
            withClient(this::lose);
        } else if (dice < 11) {
            gatherMuch();
            broker.crash();
        } else if (dice < 13) {
            broker.failJournal();
        } else if (dice < 14) {
            broker.stopAndStart();
        } else if (dice < 20) {
            tally.count("clock jumps back");
            broker.jumpBack(choice.between(1, 100));
        } else if (dice < 22) {
            broker.seal();
        } else if (dice < 24) {
            fillTheDisk();
        } else if (dice < 26) {
            tally.count("settled");
            settle();
            checkNothingIsStuck();
        } else {
            connect();
        }
    }

    private void lose(SimClient client) {
        if (choice.oneIn(3)) {
            broker.loseUnnoticed(client);
        } else {
            tally.count("connection lost");
            broker.lose(client);
        }
    }

    /** Now and then: so much for one force that it takes several batches, and a crash can come between them. */
    private void gatherMuch() {
        if (choice.oneIn(2)) {
            tally.count("much gathered before a crash");
            for (SimClient client : List.copyOf(broker.clients().values())) {
                for (int i = 0; i < 10 && client.welcomed && !client.leaving; i++) {
                    actions.act(client);
                }
                broker.deliver(client, Integer.MAX_VALUE);
            }
        }
    }

    /** For as long as some clients are served. */
    private void fillTheDisk() {
        for (SimClient client : List.copyOf(broker.clients().values())) {
            for (int i = 0; i < 5 && client.welcomed && !client.leaving; i++) {
                actions.act(client);
            }
            broker.deliverWhileFull(client);
        }
    }

    private void withClient(java.util.function.Consumer<SimClient> action) {
        SimClient client = choice.of(broker.clients().values());
        if (client == null) {
            connect();
        } else {
            action.accept(client);
        }
    }

    private void connect() {
        if (broker.clients().size() < MOST_CLIENTS) {
            broker.connect(choice.oneIn(2) ? "id" + choice.below(3) : null);
        }
    }

    private void act() {
        SimClient client = choice.of(broker.clients().values());
        if (client == null || (broker.clients().size() < 2 && choice.oneIn(4))) {
            connect();
            return;
        }
        if (client.leaving || !client.welcomed || client.waits() || choice.oneIn(3)) {
            broker.deliver(client, 100);
            readAll(client);
        }
        int things = choice.between(1, 4);
        for (int tries = 0; tries < 12 && things > 0 && client.welcomed && !client.leaving; tries++) {
            if (actions.act(client)) {
                things--;
            }
        }
    }

    private void read(SimClient client) {
        for (int i = choice.between(1, 8); i > 0 && !client.toClient.isEmpty(); i--) {
            client.read();
        }
    }

    private static void readAll(SimClient client) {
        while (!client.toClient.isEmpty()) {
            client.read();
        }
    }

    private void force() {
        tally.count(broker.wantsForce() ? "force that somebody waits for" : "force that nobody waits for");
        broker.force();
        if (choice.oneIn(2)) {
            broker.tellDurable(false);
        } else {
            tally.count("durable told late");
        }
    }

    /** All that is under way arrives, all is forced and told, until nothing happens any more. */
    private void settle() {
        untilQuiet();
        long steps;
        do {
            steps = broker.model().stalls.steps();
            broker.passTime(PATIENCE_OF_CONFIRMATIONS);
            untilQuiet();
        } while (steps != broker.model().stalls.steps()); // what waited in vain is confirmed, too
    }

    private void untilQuiet() {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (SimClient client : List.copyOf(broker.clients().values())) {
                if (!client.toBroker.isEmpty() || !client.toClient.isEmpty()) {
                    quiet = false;
                    broker.deliver(client, Integer.MAX_VALUE);
                    readAll(client);
                }
            }
            if (!broker.knowsAllDurable()) {
                quiet = false;
                broker.force();
                broker.tellDurable(false);
            }
            broker.workAll();
            quiet &= broker.knowsAllDurable()
                    && broker.clients().values().stream().allMatch(client -> client.toClient.isEmpty());
        }
    }

    /** Every reply and confirmation has come, and who has credit has what it may have. */
    private void checkNothingIsStuck() {
        broker.model().expiring.quiet();
        broker.model().stalls.quiet();
        for (ModelConnection connection : broker.model().connections()) {
            if (connection.closed) {
                continue;
            }
            connection.expected.values().forEach(expected -> {
                throw new SimulationFailure("never answered on " + connection + ": " + expected);
            });
            ModelOutputs.require(
                    connection.branches.isEmpty(),
                    () -> "never answered on " + connection + ": " + connection.branches.values());
            for (ModelSession session : connection.sessions.values()) {
                ModelOutputs.require(
                        session.confirmed == session.lastSequence,
                        () -> session + " sent " + session.lastSequence + ", confirmed " + session.confirmed);
            }
        }
        for (ModelQueue queue : broker.model().queues()) {
            for (ModelEntry entry : queue.entries) {
                boolean overdue = entry.state == ModelEntry.State.OUT
                        && entry.holder.lease > 0
                        && entry.leaseEnd <= broker.model().now;
                ModelOutputs.require(!overdue, () -> "its lease is over, and it is still out: " + entry);
            }
            for (ModelConsumer consumer : queue.consumers) {
                if (consumer.takes()) {
                    checkNothingWaits(queue, consumer);
                }
            }
        }
    }

    private void checkNothingWaits(ModelQueue queue, ModelConsumer consumer) {
        for (ModelEntry entry : queue.entries) {
            boolean waits = ModelOutputs.surelyVisible(broker.model(), entry)
                    && consumer.wants(entry.message)
                    && broker.model().free(entry);
            ModelOutputs.require(!waits, () -> consumer + " has credit and does not get " + entry);
        }
    }

    /** All clients leave, all delays pass, and what is there is drained. */
    private void finish() {
        while (broker.someAway()) {
            broker.resumeOne(actions::withoutLink);
        }
        settle();
        checkNothingIsStuck();
        for (SimClient client : List.copyOf(broker.clients().values())) {
            actions.goodbye(client);
            broker.deliver(client, Integer.MAX_VALUE);
        }
        endBranches();
        broker.passTime(LONGEST_DELAY);
        for (String clientId : new String[] {null, "id0", "id1", "id2"}) {
            drain(clientId);
        }
        if (broker.model().expiring.used()) {
            drain(null); // what has expired in subscriptions when these were read
            broker.model().expiring.drained();
        }
        learnFromAbsence();
        for (ModelQueue queue : broker.model().queues()) {
            for (ModelEntry entry : queue.entries) {
                boolean lost = !broker.model().kept.concerns(queue)
                        && !broker.model().readers.concerns(queue)
                        && ModelOutputs.surelyVisible(broker.model(), entry);
                ModelOutputs.require(!lost, () -> "lost: " + entry);
            }
        }
        broker.ledger().finish();
        tally.count("drained to the end");
    }

    /** The transaction manager brings to their end all branches that have none. */
    private void endBranches() {
        SimClient client = broker.connect(null);
        for (int tries = 0; actions.someBranches(); tries++) {
            ModelOutputs.require(tries < MOST_TRIES, () -> "branches do not come to their end");
            actions.completeOne(client);
            settle();
        }
        checkNothingIsStuck();
        ModelOutputs.require(
                broker.model().branches.inDoubt().isEmpty(),
                () -> "left in doubt: " + broker.model().branches.inDoubt());
        broker.lose(client);
    }

    private void drain(String clientId) {
        SimClient client = broker.connect(clientId);
        SimSession session = new SimSession(client.nextNumber(), false, false);
        client.sessions.put(session.number, session);
        client.write(new SessionFrame.OpenSession(session.number));
        List<ModelQueue> queues = new ArrayList<>(broker.model().queues());
        for (ModelQueue queue : queues) {
            boolean plain = !queue.temporary() && !broker.model().kept.concerns(queue);
            if (queue.kind == null ? clientId == null && plain : belongs(queue, clientId)) {
                open(client, session, queue);
            }
        }
        boolean more = true;
        while (more) {
            settle();
            more = acceptAll(client, session);
        }
        broker.lose(client);
    }

    private static boolean belongs(ModelQueue queue, String clientId) {
        return queue.durable()
                && java.util.Objects.equals(queue.clientId, clientId)
                && (queue.exists() || queue.uncertain)
                && queue.terms() != null;
    }

    private void open(SimClient client, SimSession session, ModelQueue queue) {
        int number = client.nextNumber();
        Kind kind = queue.kind == null ? Kind.QUEUE : queue.kind;
        String name = queue.kind == null ? null : queue.name.substring(queue.name.lastIndexOf(':') + 1);
        SimConsumer consumer =
                new SimConsumer(number, kind, name == null ? queue.name : kind + ":" + name + client.owner());
        client.add(session, consumer);
        ModelQueue.Terms terms = queue.terms();
        client.write(new ConsumerFrame.OpenConsumer(
                client.ask(reply -> consumer.open = true),
                session.number,
                number,
                kind,
                terms == null ? Destination.queue(queue.name) : Destination.topic(terms.topic()),
                name,
                terms == null ? null : ModelConsuming.selector(terms.group()),
                terms != null && terms.noLocal()));
        client.write(new ConsumerFrame.Credit(number, 100_000, 1 << 30));
    }

    private boolean acceptAll(SimClient client, SimSession session) {
        boolean some = false;
        for (SimConsumer consumer : session.consumers.values()) {
            for (ConsumerFrame.Deliver delivery : consumer.prefetched) {
                AppLedger.Receipt receipt =
                        new AppLedger.Receipt(consumer.source, SimMessage.numberOf(delivery.message()));
                if (!client.isOver(delivery)) {
                    broker.ledger().handed(receipt, delivery.deliveryCount());
                }
                broker.ledger().taken(receipt);
                client.write(new ConsumerFrame.Acknowledge(
                        client.ask(reply -> {
                            if (reply instanceof ReplyFrame.Ok) { // else its lease was over
                                broker.ledger().done(receipt);
                            }
                        }),
                        session.number,
                        0,
                        ConsumerFrame.Verdict.ACCEPT,
                        List.of(new ConsumerFrame.Range(consumer.number, delivery.tag(), delivery.tag()))));
                tally.count("drained at the end");
                some = true;
            }
            consumer.prefetched.clear();
        }
        return some;
    }

    /** What was not seen and could have been decides what was open, until nothing more follows. */
    private void learnFromAbsence() {
        boolean learnt = true;
        while (learnt) {
            learnt = false;
            for (ModelQueue queue : broker.model().queues()) {
                for (ModelEntry entry : queue.entries) {
                    if (entry.state == ModelEntry.State.AVAILABLE && !entry.expired(broker.model().now)) {
                        learnt |= entry.unseen();
                    }
                }
            }
        }
    }
}
