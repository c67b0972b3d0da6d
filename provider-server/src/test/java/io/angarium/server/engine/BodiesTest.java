package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that are larger than the memory. */
@Timeout(30)
class BodiesTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int BUDGET = 1 << 20;
    private static final int MESSAGES = 2000;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private final List<String> texts = new ArrayList<>();
    private TestClient client;
    private int session;

    @BeforeEach
    void fill() {
        client = harness.connect();
        session = client.session();
        int producer = client.producer(session, ORDERS);
        for (int i = 0; i < MESSAGES; i++) {
            texts.add(i % 3 + ":" + i + "x".repeat(1000));
            client.send(producer, texts.get(i));
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private Object memoryUsed() {
        return client.rows(client.manage("broker.status", java.util.Map.of()))
                .get(0)
                .get("memoryUsed");
    }

    @Test
    void theyTakeALittleMemoryForEachMessage() {
        assertThat(((Number) memoryUsed()).longValue()).isLessThan(BUDGET);
        assertThat(harness.fetched()).isZero();
    }

    @Test
    void allComesInItsOrderReadBackBeforeItsTurn() {
        int consumer = client.consume(session, "orders");
        client.credit(consumer, 10_000);
        harness.settle();
        assertThat(client.texts()).containsExactlyElementsOf(texts);
        assertThat(harness.fetched()).isBetween(1000L, MESSAGES + MESSAGES / 8L); // with the lists of what is parked
    }

    @Test
    void aRestartReadsBackWhatIsTaken() {
        harness.checkpoint().restart();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.fetched()).isZero();

        TestClient next = harness.connect();
        int consumer = next.consume(next.session(), "orders");
        next.credit(consumer, 10_000);
        harness.settle();
        assertThat(next.texts()).containsExactlyElementsOf(texts);
    }

    @Test
    void aBrowserSeesThemAllAndDoesNotFillTheMemory() {
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 10_000);
        harness.settle();
        assertThat(client.texts()).containsExactlyElementsOf(texts);
        assertThat(((Number) memoryUsed()).longValue()).isLessThan(BUDGET / 2);
    }

    @Test
    void whatWaitsBehindAMessageThatExpiresWhileItIsReadDoesNotWaitForIt() {
        expiresWhileItIsRead(null);
    }

    @Test
    void aSelectorDoesNotWaitForItEither() {
        expiresWhileItIsRead("JMSPriority > 0");
    }

    /** A restart leaves bodies on the disk; the time of the first message is over while a consumer has its body read. */
    private void expiresWhileItIsRead(String selector) {
        int producer = client.producer(session, Destination.queue("jobs"));
        client.send(producer, 0, 1000, 0, Messages.priority("soon over", 9));
        client.send(producer, Messages.priority("behind it", 4));
        harness.settle().restart();

        TestClient next = harness.connect();
        int consumer = next.consume(next.session(), "jobs", selector);
        harness.engine().work();
        harness.clockJumps(1000);
        harness.settle();
        assertThat(harness.fetched()).as("read back, the one that expired too").isEqualTo(2);
        assertThat(next.texts(consumer)).containsExactly("behind it");
    }

    @Test
    void fanOutBesideASubscriptionThatSleeps() {
        Destination news = Destination.topic("news");
        TestClient sleeper = harness.connect("sleeper");
        int sleeping = sleeper.session();
        int subscription = sleeper.subscribe(sleeping, Kind.DURABLE, "news", "sleeps");
        sleeper.closeConsumer(subscription, 0);
        int awake = client.subscribe(session, Kind.SHARED, "news", "awake");
        client.credit(awake, 10_000);
        int producer = client.producer(session, news);
        harness.settle();
        for (int i = 0; i < 100; i++) {
            client.send(producer, "news " + i);
            harness.settle();
        }
        assertThat(client.texts(awake)).hasSize(100).startsWith("news 0").endsWith("news 99");

        TestClient woken = sleeper;
        woken.subscribe(sleeping, Kind.DURABLE, "news", "sleeps");
        harness.settle();
        assertThat(woken.texts()).hasSizeGreaterThanOrEqualTo(100).startsWith("news 0");
    }
}
