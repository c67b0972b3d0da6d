package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Groups and partitions against a model: at any time what is open of one is with one consumer, nothing is delivered before what came before it in
 * its group, a serial consumer has one of it at a time, and when all is drained nothing is left. Consumers come, go, vanish, accept, release, work in transactions; messages are parked, wait
 * for their next attempt; the broker is killed.
 */
@Timeout(120)
class GroupRandomTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Destination SERIAL = Destination.queue("orders?consumer.groups=serial");
    private static final int SEEDS = Integer.getInteger("groups.seeds", 120);
    private static final int STEPS = 150;
    private static final int MOST = 120;
    private static final long DELAY = 1_000;

    private final EngineHarness harness = new EngineHarness();
    private final List<Worker> workers = new ArrayList<>();
    /** What is in the queue, by number; value: who has it, or null. */
    private final TreeMap<Integer, Worker> model = new TreeMap<>();

    private final Map<Integer, String> keys = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private Random random = new Random();
    private GroupPolicy policy = GroupPolicy.STICKY;
    private boolean blocking;
    private TestClient sender;
    private int producer;
    private final List<String> trace = new ArrayList<>();
    private int sent;

    /** A client with one consumer, and what it has: message by tag. */
    private static final class Worker {
        private final TestClient client;
        private final int session;
        private final int consumer;
        private final TreeMap<Long, Integer> open = new TreeMap<>();
        private final TreeMap<Long, Integer> inTransaction = new TreeMap<>();
        private long transaction = 1;
        private final boolean serial;
        private boolean closed;

        private Worker(TestClient client, boolean serial) {
            this.client = client;
            this.serial = serial;
            session = client.session();
            consumer = client.open(session, ConsumerFrame.Kind.QUEUE, serial ? SERIAL : ORDERS, null);
        }

        @Override
        public String toString() {
            return "w" + client.id() + open + inTransaction;
        }
    }

    @Test
    void orderAndOwnershipHoldWhateverHappens() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            int only = Integer.getInteger("groups.seed", seed);
            try {
                run(only);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dgroups.seed=" + only + ": " + e.getMessage() + ", after " + trace, e);
            }
        }
        assertThat(counts.keySet())
                .as(counts.toString())
                .contains(
                        "handed over",
                        "released",
                        "rolled back",
                        "vanished",
                        "killed",
                        "delayed",
                        "parked",
                        "ended",
                        "serial");
    }

    private void run(int seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace.clear();
        workers.clear();
        model.clear();
        keys.clear();
        sent = 0;
        blocking = random.nextBoolean();
        policy = new GroupPolicy(true, random.nextBoolean(), random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0);
        Duration delay = blocking ? Duration.ofMillis(DELAY) : Duration.ZERO;
        RedeliveryPolicy redelivery =
                new RedeliveryPolicy(1_000_000, delay, 1, Duration.ofHours(1), 0, RedeliveryPolicy.Order.BLOCK);
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("orders"), List.of(new Policies.Said("test", "test", all -> all.with(policy)
                        .with(redelivery))));
        Policies policies = new Policies(DestinationPolicy.standard(10, "DLQ"), List.of(rule), LimitPolicy.NONE);
        long budget = random.nextInt(3) == 0 ? 100_000 : 64L << 20;
        harness.withPolicies(policies, budget);
        drainOld();
        connect();
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        finish();
    }

    /** Of an earlier run nothing is left: that has drained it. */
    private void drainOld() {
        assertThat(harness.recovered()).isZero();
    }

    private void connect() {
        sender = harness.connect();
        producer = sender.producer(sender.session(), ORDERS);
        quiet();
    }

    /** The housekeeper forces what nobody waits for, lists of parked messages among it. */
    private void quiet() {
        harness.settle().force().settle();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
        trace.add(what);
    }

    private void step() {
        int dice = random.nextInt(100);
        Worker worker = workers.isEmpty() ? null : workers.get(random.nextInt(workers.size()));
        trace.add(dice + " " + worker);
        if (worker == null || dice < 4) {
            if (workers.size() < 4) {
                workers.add(new Worker(harness.connect(), random.nextInt(3) == 0));
            }
        } else if (dice < 40 && model.size() < MOST) {
            send(1 + random.nextInt(8));
        } else if (dice < 60) {
            worker.client.credit(worker.consumer, 1 + random.nextInt(6));
        } else if (dice < 75) {
            settleSome(worker, Verdict.ACCEPT);
        } else if (dice < 80) {
            release(worker);
        } else if (dice < 88) {
            transact(worker);
        } else if (dice < 92) {
            leave(worker);
        } else if (dice < 97) {
            harness.pass(random.nextInt(2 * (int) DELAY));
        } else if (dice < 98) {
            harness.checkpoint();
        } else {
            kill();
        }
        if (random.nextInt(4) > 0) {
            quiet();
        }
        look();
    }

    private void send(int many) {
        for (int i = 0; i < many; i++) {
            int number = ++sent;
            Map<String, Object> properties = new HashMap<>();
            if (random.nextInt(6) > 0) {
                String key = "g" + random.nextInt(7);
                properties.put("JMSXGroupID", key);
                keys.put(number, policy.partitioned() ? "p" + policy.partition(key) : key);
                if (random.nextInt(30) == 0) {
                    properties.put("JMSXGroupSeq", -1);
                    count("ended");
                }
            }
            model.put(number, null);
            sender.send(producer, Messages.with("" + number, properties));
        }
    }

    /** What has been delivered is checked against the model. */
    private void look() {
        for (Worker worker : workers) {
            for (ConsumerFrame.Deliver delivery : worker.client.deliveries()) {
                int number = Integer.parseInt(String.valueOf(MessageReader.text(delivery.message())));
                delivered(worker, number);
                worker.open.put(delivery.tag(), number);
            }
        }
    }

    private void delivered(Worker worker, int number) {
        assertThat(model).as("known").containsKey(number);
        assertThat(model.get(number)).as("%d is with nobody", number).isNull();
        String key = keys.get(number);
        trace.add(worker + " gets " + number + " of " + key);
        if (key != null) {
            for (Map.Entry<Integer, Worker> other : model.entrySet()) {
                if (other.getKey() != number && key.equals(keys.get(other.getKey()))) {
                    if (other.getValue() != null) {
                        assertThat(other.getValue() == worker)
                                .as("%d of %s while %d is with another", number, key, other.getKey())
                                .isTrue();
                        assertThat(worker.serial)
                                .as("%d of %s while %d is open, and serial", number, key, other.getKey())
                                .isFalse();
                    } else {
                        assertThat(other.getKey())
                                .as("of %s, delivered before an earlier one", key)
                                .isGreaterThan(number);
                    }
                }
            }
        }
        if (worker.serial) {
            count("serial");
        }
        model.put(number, worker);
    }

    private void settleSome(Worker worker, Verdict verdict) {
        if (!worker.open.isEmpty()) {
            long first = worker.open.firstKey();
            long last = first + random.nextInt(3);
            worker.client.settle(worker.session, verdict, worker.consumer, first, last);
            worker.open.headMap(last, true).values().forEach(model::remove);
            worker.open.headMap(last, true).clear();
        }
    }

    /** Everything that it has goes back: an application that recovers. */
    private void release(Worker worker) {
        quiet();
        look();
        if (!worker.open.isEmpty() && worker.inTransaction.isEmpty()) {
            count(blocking ? "delayed" : "released");
            Verdict verdict = random.nextBoolean() ? Verdict.RELEASE : Verdict.RETURN;
            worker.client.settle(
                    worker.session, verdict, worker.consumer, worker.open.firstKey(), worker.open.lastKey());
            worker.open.values().forEach(number -> model.put(number, null));
            worker.open.clear();
        }
    }

    private void transact(Worker worker) {
        if (worker.inTransaction.isEmpty()) {
            if (!worker.open.isEmpty()) {
                worker.inTransaction.putAll(worker.open);
                worker.client.acceptIn(
                        worker.session,
                        worker.transaction,
                        worker.consumer,
                        worker.open.firstKey(),
                        worker.open.lastKey());
                worker.open.clear();
            }
            return;
        }
        if (random.nextBoolean()) {
            worker.client.commit(worker.session, worker.transaction++);
            worker.inTransaction.values().forEach(model::remove);
        } else {
            quiet();
            look();
            count("rolled back");
            // what came after it goes back too, as an application's rollback has it
            worker.client.rollBack(worker.session, worker.transaction++);
            worker.inTransaction.values().forEach(number -> model.put(number, null));
            if (!worker.open.isEmpty()) {
                worker.client.settle(
                        worker.session, Verdict.RETURN, worker.consumer, worker.open.firstKey(), worker.open.lastKey());
                worker.open.values().forEach(number -> model.put(number, null));
                worker.open.clear();
            }
        }
        worker.inTransaction.clear();
    }

    private void leave(Worker worker) {
        quiet();
        look();
        if (worker.closed || random.nextBoolean()) {
            count("vanished");
            worker.client.vanish();
            workers.remove(worker);
            worker.open.values().forEach(number -> model.put(number, null));
            worker.inTransaction.values().forEach(number -> model.put(number, null));
        } else {
            count("handed over");
            worker.closed = true;
            long handed = worker.open.isEmpty() ? 0 : worker.open.firstKey() + random.nextInt(4);
            worker.client.closeConsumer(worker.consumer, handed);
            worker.open.tailMap(handed, false).values().forEach(number -> model.put(number, null));
            worker.open.tailMap(handed, false).clear();
            quiet();
            look();
            if (random.nextBoolean() && !worker.open.isEmpty()) {
                worker.client.settle(
                        worker.session, Verdict.ACCEPT, worker.consumer, worker.open.firstKey(), worker.open.lastKey());
                worker.open.values().forEach(model::remove);
                worker.open.clear();
            }
        }
    }

    private void kill() {
        quiet();
        look();
        count("killed");
        if (!harness.effects(io.angarium.server.effect.Effect.MessagesListed.class)
                .isEmpty()) {
            count("parked");
        }
        harness.crash();
        workers.clear();
        model.replaceAll((number, worker) -> null);
        connect();
    }

    private String explain() {
        int request = sender.manage("queue.explain", Map.of("name", "orders"));
        quiet();
        return sender.rows(request).subList(0, 5).toString();
    }

    /** All leave but one, which gets everything. */
    private void finish() {
        quiet();
        look();
        for (Worker worker : List.copyOf(workers)) {
            worker.client.vanish();
            worker.open.values().forEach(number -> model.put(number, null));
            worker.inTransaction.values().forEach(number -> model.put(number, null));
        }
        workers.clear();
        Worker last = new Worker(harness.connect(), random.nextBoolean());
        workers.add(last);
        last.client.credit(last.consumer, 1_000_000);
        quiet();
        harness.pass(2 * DELAY);
        quiet();
        look();
        while (!last.open.isEmpty()) { // what follows the end of a group comes when that is settled
            settleSome(last, Verdict.ACCEPT);
            if (last.open.isEmpty()) {
                quiet();
                look();
            }
        }
        assertThat(model.keySet())
                .as("not delivered to the only one")
                .withFailMessage(() -> model.keySet() + explain())
                .isEmpty();
    }
}
