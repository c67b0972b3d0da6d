package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame.Handed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After any life, when everything has been closed, deleted and purged, the engine keeps nothing. */
@Timeout(60)
class NothingStaysBehindTest {
    private static final Destination TEMPORARY = new Destination(Destination.Kind.TEMPORARY_QUEUE, "temporary");

    private final EngineHarness harness = new EngineHarness().withMaxDeliveries(3);
    private final List<Life> lives = new ArrayList<>();
    private Random random = new Random(0);

    /** A client with one session, acting at random. */
    private final class Life {
        private final TestClient client = harness.connect();
        private final int session = client.session();
        private final List<Integer> producers = new ArrayList<>();
        private final List<Integer> consumers = new ArrayList<>();
        private final boolean transacted = random.nextBoolean();
        private long transaction = 1;

        void act() {
            switch (random.nextInt(12)) {
                case 0 -> openProducer();
                case 1 -> openConsumer();
                case 2, 3, 4, 5 -> send();
                case 6, 7 -> settle();
                case 8 -> end();
                case 9 -> close();
                case 10 -> consumers.forEach(client::drain);
                default -> client.recover(session, handed());
            }
        }

        private Destination place() {
            return switch (random.nextInt(4)) {
                case 0 -> Destination.topic("news");
                case 1 -> TEMPORARY;
                default -> Destination.queue("q" + random.nextInt(2));
            };
        }

        private void openProducer() {
            int producer = client.producer(session, place());
            if (client.lastFailure() == null) {
                producers.add(producer);
            }
        }

        private void openConsumer() {
            Destination queue = Destination.queue("q" + random.nextInt(2));
            Destination topic = Destination.topic("news");
            String selector = random.nextBoolean() ? "n > 4" : null;
            int consumer =
                    switch (random.nextInt(6)) {
                        case 0 -> client.open(session, Kind.TOPIC, topic, null, selector);
                        case 1 -> client.open(session, Kind.SHARED, topic, "shared");
                        case 2 -> client.open(session, Kind.SHARED_DURABLE, topic, "durable");
                        case 3 -> client.open(session, Kind.BROWSER, queue, null, selector);
                        default -> client.open(session, Kind.QUEUE, queue, null, selector);
                    };
            harness.settle();
            if (client.lastFailure() == null) {
                consumers.add(consumer);
                client.credit(consumer, random.nextInt(20));
            }
        }

        private void send() {
            if (!producers.isEmpty()) {
                client.send(
                        producers.get(random.nextInt(producers.size())),
                        transacted ? transaction : 0,
                        random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 0,
                        random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 0,
                        Messages.with("x", random.nextBoolean(), random.nextInt(10), Map.of("n", random.nextInt(10))));
            }
        }

        private void settle() {
            for (ConsumerFrame.Deliver deliver : client.deliveries()) {
                Verdict verdict = Verdict.of(random.nextInt(4));
                if (transacted) {
                    client.acceptIn(session, transaction, deliver.consumer(), deliver.tag(), deliver.tag());
                } else if (random.nextInt(3) > 0) {
                    client.settle(session, verdict, deliver.consumer(), deliver.tag(), deliver.tag());
                }
                client.credit(deliver.consumer(), 1);
            }
        }

        private void end() {
            if (transacted && random.nextBoolean()) {
                client.commit(session, transaction++);
            } else if (transacted) {
                client.rollBack(session, transaction++, handed());
                consumers.forEach(consumer -> client.credit(consumer, 5));
            }
        }

        private Handed[] handed() {
            return consumers.stream()
                    .map(consumer -> new Handed(consumer, random.nextInt(20)))
                    .toArray(Handed[]::new);
        }

        private void close() {
            if (!consumers.isEmpty()) {
                client.closeConsumer(consumers.remove(0), random.nextInt(10));
            }
            if (!producers.isEmpty() && random.nextBoolean()) {
                client.frame(new ProducerFrame.CloseProducer(producers.remove(0)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverHappenedBefore(int seed) {
        random = new Random(seed);
        TestClient owner = harness.connect();
        owner.temporary(TEMPORARY);
        for (int step = 0; step < 4000; step++) {
            if (lives.size() < 5) {
                lives.add(new Life());
            }
            Life life = lives.get(random.nextInt(lives.size()));
            life.act();
            assertThat(life.client.isClosed())
                    .as("seed " + seed + ": " + life.client.closeReason())
                    .isFalse();
            switch (random.nextInt(20)) {
                case 0 -> vanish(life);
                case 1, 2, 3, 4 -> harness.round();
                case 5, 6, 7 -> harness.force();
                case 8 -> harness.pass(random.nextInt(20));
                default -> {}
            }
        }
        lives.forEach(life -> life.client.vanish());
        owner.vanish();
        harness.settle();
        clearAndCheck();
    }

    private void vanish(Life life) {
        lives.remove(life);
        life.client.vanish();
    }

    private void clearAndCheck() {
        TestClient admin = harness.connect();
        for (String queue : List.of("q0", "q1", "DLQ")) {
            admin.manage("queue.purge", Map.of("name", queue));
        }
        admin.manage("subscription.delete", Map.of("name", "durable"));
        harness.settle();
        int status = admin.manage("broker.status", Map.of());
        harness.settle();
        assertThat(admin.rows(status).get(0))
                .containsEntry("messages", 0L)
                .containsEntry("memoryUsed", 0L)
                .containsEntry("connections", 1)
                .containsEntry("producersHeldBack", 0)
                .containsEntry("subscriptions", 0);
        assertThat(harness.engine().heldOutputs()).isZero();
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
        harness.crash();
        assertThat(harness.recovered()).isZero();
    }
}
