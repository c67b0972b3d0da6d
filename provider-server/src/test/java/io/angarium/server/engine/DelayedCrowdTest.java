package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many more messages are due at the same moment than memory holds. */
@Timeout(60)
class DelayedCrowdTest {
    private static final int BUDGET = 2 << 20;
    /** Each of them has 256 bytes in memory. */
    private static final int MESSAGES = 30_000;

    private static final int SPAN = 30;
    private static final long DELAY = 100_000;
    private static final int EVERY = 50;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final List<Integer> looks = new ArrayList<>();
    private long begin;
    private int rounds;

    private int producer(String queue) {
        return client.producer(session, Destination.queue(queue));
    }

    /** All are due at the same time. */
    private void fill(String queue, int messages) {
        int producer = producer(queue);
        begin = harness.now() + DELAY;
        for (int i = 0; i < messages; i++) {
            send(producer, queue, i, begin - harness.now());
        }
        harness.settle();
    }

    private void send(int producer, String queue, int number, long delay) {
        client.send(
                producer,
                0,
                0,
                delay,
                new MessageBuilder()
                        .persistent(true)
                        .destination(Destination.queue(queue))
                        .messageId("ID:" + number)
                        .text("m" + number)
                        .build());
        if (number % EVERY == 0) {
            harness.settle();
        }
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    /** Goes there and looks at the memory all the while. */
    private void passTo(long time) {
        harness.betweenRounds(() -> {
            if (rounds++ % EVERY == 0) {
                looks.add(client.manage("broker.status", Map.of()));
            }
        });
        while (harness.now() < time) {
            harness.pass(Math.min(SPAN, time - harness.now()));
            harness.settle();
        }
        harness.betweenRounds(() -> {});
        harness.settle();
    }

    private long mostMemory() {
        return looks.stream()
                .mapToLong(look -> ((Number) client.rows(look).get(0).get("memoryUsed")).longValue())
                .max()
                .orElseThrow();
    }

    private int consumer(String queue) {
        int consumer = client.consume(session, queue);
        client.credit(consumer, MESSAGES);
        harness.settle();
        return consumer;
    }

    @Test
    void noMoreAreInMemoryThanItHoldsWhenNobodyTakesThem() {
        fill("orders", MESSAGES);
        passTo(begin + SPAN);
        assertThat(looks).hasSizeGreaterThan(5);
        assertThat(mostMemory()).isLessThan(BUDGET);
        assertThat(client.texts(consumer("orders"))).containsExactlyElementsOf(texts(MESSAGES));
    }

    @Test
    void noMoreAreInMemoryThanItHoldsWhileACheckpointKeepsThemFromBeingParked() {
        fill("orders", MESSAGES);
        harness.mostWaiting(0);
        harness.beginCheckpoint();
        passTo(begin + 5 * SPAN);
        assertThat(mostMemory()).isLessThan(BUDGET);
        harness.mostWaiting(Integer.MAX_VALUE);
        harness.endCheckpoint();
        passTo(harness.now() + 5 * SPAN);
        assertThat(client.texts(consumer("orders"))).containsExactlyElementsOf(texts(MESSAGES));
    }

    @Test
    void theyComeAtOnceAndInTheirOrderAndHardlyAnyIsParkedAnewBeforeItHasCome() {
        fill("orders", MESSAGES);
        int consumer = consumer("orders");
        passTo(begin - 1);
        int lists = listed();
        assertThat(client.texts(consumer)).isEmpty();
        passTo(begin);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts(MESSAGES));
        assertThat(listed()).isLessThan(lists + lists / 10);
        assertThat(harness.fetched()).isLessThan(2L * lists + MESSAGES);
    }

    private int listed() {
        return harness.effects(Effect.MessagesListed.class).size();
    }

    @Test
    void thoseOfAQueueThatNobodyTakesDoNotKeepBackThoseOfAnother() {
        int queues = 60;
        int each = 300;
        int[] producers =
                IntStream.range(0, queues).map(i -> producer("crowd" + i)).toArray();
        begin = harness.now() + DELAY;
        for (int i = 0; i < each; i++) {
            for (int queue = 0; queue < queues; queue++) {
                send(producers[queue], "crowd" + queue, i, begin - harness.now());
            }
        }
        harness.settle();
        int consumer = consumer("crowd7");
        passTo(begin + SPAN);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts(each));
        assertThat(mostMemory()).isLessThan(BUDGET * 5L / 4);
        for (int queue = 0; queue < queues; queue++) {
            if (queue != 7) {
                int other = consumer("crowd" + queue);
                passTo(harness.now() + SPAN);
                assertThat(client.texts(other)).containsExactlyElementsOf(texts(each));
            }
        }
    }

    @Test
    void aQueueWhoseConsumersTakeNothingNowDoesNotKeepBackAnotherEither() {
        int queues = 150;
        int each = 120;
        int[] producers =
                IntStream.range(0, queues).map(i -> producer("crowd" + i)).toArray();
        begin = harness.now() + DELAY;
        for (int i = 0; i < each; i++) {
            for (int queue = 0; queue < queues; queue++) {
                send(producers[queue], "crowd" + queue, i, begin - harness.now());
            }
        }
        harness.settle();
        for (int queue = 0; queue < queues; queue++) {
            if (queue != 7) {
                client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue("crowd" + queue), null);
            }
        }
        client.manage("queue.pause", Map.of("name", "crowd3"));
        consumer("crowd3");
        int consumer = consumer("crowd7");
        passTo(begin + SPAN);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts(each));
        assertThat(mostMemory()).isLessThan(BUDGET * 5L / 4);
    }

    @Test
    void allQueuesGoOnWhenTheListsOfManyAreReadAtTheSameTime() {
        int queues = 50;
        int each = 200;
        int[] producers =
                IntStream.range(0, queues).map(i -> producer("crowd" + i)).toArray();
        begin = harness.now() + DELAY;
        for (int i = 0; i < each; i++) {
            for (int queue = 0; queue < queues; queue++) {
                send(producers[queue], "crowd" + queue, i, begin - harness.now());
            }
        }
        harness.settle();
        harness.checkpoint().crash(); // all of what is parked must be read
        TestClient other = harness.connect();
        int taking = other.session();
        int[] consumers = IntStream.range(0, queues)
                .map(i -> other.consume(taking, "crowd" + i))
                .toArray();
        harness.settle();
        harness.pass(begin - harness.now()).settle(); // and then stands still
        for (int queue = 0; queue < queues; queue++) {
            assertThat(other.texts(consumers[queue])).containsExactlyElementsOf(texts(each));
        }
    }

    @Test
    void thoseOfOneMomentComeInTheOrderInWhichTheyWereSentThoughTheyAreNotPersistent() {
        int producer = producer("fleeting");
        for (int i = 0; i < 200; i++) {
            client.send(
                    producer,
                    0,
                    0,
                    DELAY,
                    new MessageBuilder()
                            .persistent(false)
                            .destination(Destination.queue("fleeting"))
                            .messageId("ID:" + i)
                            .text("m" + i)
                            .build());
        }
        harness.settle();
        int consumer = consumer("fleeting");
        passTo(harness.now() + DELAY);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts(200));
    }
}
