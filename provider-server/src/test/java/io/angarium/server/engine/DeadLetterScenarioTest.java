package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R5: each cause of death has its own queue, with what there is to know; a crash in the middle of the move loses and doubles nothing. */
@Timeout(60)
class DeadLetterScenarioTest {
    private static final int CRASHES = 200;
    private static final int LIMIT = 4;
    private static final Map<String, String> DEAD =
            Map.of("tried", "dead.tried", "unwanted", "dead.unwanted", "old", "dead.old", "pushed", "dead.pushed");

    private EngineHarness harness;
    private TestClient client;
    private int session;

    private void start() {
        harness = new EngineHarness();
        harness.withPolicies(Policies.of(DestinationPolicy.standard(2, "DLQ")
                .with(new DeadLetterPolicy("dead.tried", "dead.unwanted", "dead.old", "dead.pushed"))
                .with(new LimitPolicy(LIMIT, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ofSeconds(1), "OVERFLOW"))));
        connect();
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
    }

    private void send(String queue, String text, long timeToLive) {
        int producer = client.producer(session, Destination.queue(queue));
        client.send(producer, 0, timeToLive, 0, Messages.text(text));
        client.frame(new ProducerFrame.CloseProducer(producer));
    }

    /** Four messages that die of four causes; the last steps of all of them are in rounds that nobody has forced. */
    private void letDie() {
        send("work", "tried", 0);
        send("work", "unwanted", 0);
        send("idle", "old", 100);
        for (String text : List.of("pushed", "second", "third", "fourth")) {
            send("full", text, 0);
        }
        harness.settle();
        int consumer = client.consume(session, "work");
        harness.settle();
        client.handed(consumer, 1);
        client.settle(session, ConsumerFrame.Verdict.RELEASE, consumer, 1, 1);
        harness.settle();
        client.handed(consumer, 3);
        client.settle(session, ConsumerFrame.Verdict.RELEASE, consumer, 3, 3);
        client.handed(consumer, 2);
        client.settle(session, ConsumerFrame.Verdict.REJECT, consumer, 2, 2);
        send("full", "fifth", 0);
        harness.pass(150).round();
    }

    private List<String> texts(String queue) {
        List<String> texts = new ArrayList<>();
        for (ConsumerFrame.Deliver one : browse(queue)) {
            texts.add(TestClient.text(one));
        }
        return texts;
    }

    private List<ConsumerFrame.Deliver> browse(String queue) {
        client.received().clear();
        int browser = client.browse(session, queue, null);
        client.credit(browser, 100);
        harness.settle();
        return client.deliveries();
    }

    @Test
    void r5EachCauseHasItsOwnQueueWithWhatThereIsToKnow() {
        start();
        long begin = harness.now();
        letDie();
        harness.settle();
        Map<String, String> origins = Map.of("tried", "work", "unwanted", "work", "old", "idle", "pushed", "full");
        Map<String, String> causes =
                Map.of("tried", "attempts", "unwanted", "rejected", "old", "expired", "pushed", "over-limit");
        DEAD.forEach((text, queue) -> assertThat(browse(queue))
                .as(queue)
                .singleElement()
                .satisfies(dead -> {
                    assertThat(TestClient.text(dead)).isEqualTo(text);
                    Map<String, Object> story = MessageReader.properties(dead.message());
                    assertThat(story)
                            .containsEntry(DeadLetters.CAUSE, causes.get(text))
                            .containsEntry(DeadLetters.ORIGIN, "queue:" + origins.get(text))
                            .containsEntry(DeadLetters.DEATHS, 1)
                            .containsEntry(
                                    DeadLetters.ATTEMPTS, text.equals("tried") ? 2 : text.equals("unwanted") ? 1 : 0);
                    assertThat((String) story.get(DeadLetters.REASON)).isNotEmpty();
                    boolean consumed = origins.get(text).equals("work");
                    if (consumed) {
                        assertThat((String) story.get(DeadLetters.CONSUMER))
                                .startsWith("connection " + client.id() + " (")
                                .contains("user ");
                    } else {
                        assertThat(story).doesNotContainKey(DeadLetters.CONSUMER);
                    }
                    assertThat((long) story.get(DeadLetters.TIME)).isBetween(begin, harness.now());
                    assertThat(story.get(DeadLetters.FIRST_TIME)).isEqualTo(story.get(DeadLetters.TIME));
                }));
    }

    /** However it comes back: by the rollback of its transaction, or because its connection was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theConsumerThatHadItLastIsNamed(boolean lost) {
        start();
        TestClient sender = client;
        send("work", "tried", 0);
        harness.settle();
        for (int i = 0; i < 2; i++) {
            connect();
            int consumer = client.consume(session, "work");
            harness.settle();
            client.handed(consumer, 1);
            client.acceptIn(session, 1, consumer, 1, 1);
            if (lost) {
                client.vanish();
            } else {
                client.rollBack(session, 1);
                client.closeConsumer(consumer, 1);
            }
            harness.settle();
        }
        String last = "connection " + client.id() + " (";
        client = sender;
        assertThat(browse("dead.tried")).singleElement().satisfies(dead -> assertThat(
                        (String) MessageReader.properties(dead.message()).get(DeadLetters.CONSUMER))
                .startsWith(last));
    }

    @Test
    void r5ACrashInTheMiddleOfTheMoveLosesAndDoublesNothing() {
        int there = 0;
        int moved = 0;
        for (int seed = 0; seed < CRASHES; seed++) {
            start();
            letDie();
            harness.crash(new Random(seed * 0x9E3779B97F4A7C15L));
            connect();
            harness.settle();
            for (Map.Entry<String, String> one : DEAD.entrySet()) {
                String text = one.getKey();
                String origin = text.equals("pushed") ? "full" : text.equals("old") ? "idle" : "work";
                boolean dead = texts(one.getValue()).contains(text);
                boolean alive = texts(origin).contains(text);
                assertThat(dead ^ alive)
                        .as("seed %s: %s is %s", seed, text, dead ? "there twice" : "lost")
                        .isTrue();
                there += alive ? 1 : 0;
                moved += dead ? 1 : 0;
            }
            assertThat(texts("full")).as("seed %s", seed).contains("second", "third", "fourth");
        }
        System.out.printf("R5: %d crashes, %d had moved, %d had not%n", CRASHES, moved, there);
        assertThat(there).as("moves that were lost").isPositive();
        assertThat(moved).as("moves that were kept").isPositive();
    }
}
