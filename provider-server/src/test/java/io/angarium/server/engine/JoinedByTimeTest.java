package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delayed messages that have joined their queue by their time, most of them parked there, and starts of the broker after that. */
@Timeout(60)
class JoinedByTimeTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int BUDGET = 400_000;
    private static final int MESSAGES = 2000;
    private static final long DELAY = 100_000;
    private static final int STEP = 50;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private TestClient client = harness.connect();
    private int session = client.session();
    private int producer = client.producer(session, ORDERS);

    private static EncodedMessage message(int number) {
        return new MessageBuilder()
                .persistent(true)
                .destination(ORDERS)
                .messageId("ID:" + number)
                .text("m" + number)
                .build();
    }

    /** They are due in the order of their numbers, and sent in another. */
    private void fill() {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, MESSAGES).boxed().toList());
        Collections.shuffle(numbers, new Random(7));
        long begin = harness.now();
        for (int number : numbers) {
            client.send(producer, 0, 0, begin + DELAY + number - harness.now(), message(number));
            if (number % STEP == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private void pass(long millis) {
        long to = harness.now() + millis;
        while (harness.now() < to) {
            harness.pass(Math.min(STEP, to - harness.now())).settle();
        }
    }

    private void start() {
        harness.crash();
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    private List<String> consume() {
        int consumer = client.consume(session, "orders");
        harness.settle();
        return client.texts(consumer);
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void aStartReadsNoListOfThemAndTheyStayInTheOrderOfTheirTimes() {
        fill();
        pass(DELAY + MESSAGES);
        harness.checkpoint();
        start();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.readByStart()).isZero();
        assertThat(consume()).containsExactlyElementsOf(texts(0, MESSAGES));
    }

    @Test
    void theyStayInThatOrderOverASecondStartAndWhatWasSentMeanwhileStaysBetweenThem() {
        fill();
        pass(DELAY + MESSAGES / 2);
        client.send(producer, message(MESSAGES));
        harness.settle();
        pass(MESSAGES);
        start();
        pass(STEP);
        harness.checkpoint();
        start();
        List<String> expected = new ArrayList<>(texts(0, MESSAGES / 2 + 1));
        expected.add("m" + MESSAGES);
        expected.addAll(texts(MESSAGES / 2 + 1, MESSAGES));
        assertThat(consume()).containsExactlyElementsOf(expected);
    }

    @Test
    void aStartReadsOnlyTheListsOfWhatHasLeft() {
        fill();
        pass(DELAY + MESSAGES);
        harness.checkpoint();
        int taken = 200;
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, taken);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts(0, taken));
        client.accept(session, consumer, 1, taken);
        harness.settle().force();
        start();
        assertThat(harness.recovered()).isEqualTo(MESSAGES - taken);
        assertThat(harness.readByStart()).isLessThan(2L * taken / (BUDGET / 65_536));
        assertThat(consume()).containsExactlyElementsOf(texts(taken, MESSAGES));
    }

    @Test
    void aStartReadsNothingThoughAllHaveBeenLookedAt() {
        fill();
        pass(DELAY + MESSAGES);
        harness.checkpoint();
        client.open(session, ConsumerFrame.Kind.BROWSER, ORDERS, null, "nothing = 'at all'");
        harness.settle();
        harness.force();
        start();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.readByStart()).isZero();
        assertThat(consume()).containsExactlyElementsOf(texts(0, MESSAGES));
    }

    @Test
    void aStartReadsNoListForWhatOnlyWaitsAndWasSentBetweenOthersThatAreParked() {
        for (int i = 0; i < MESSAGES; i++) {
            client.send(producer, 0, 0, i % STEP == 0 ? DELAY : 0, message(i));
            if (i % STEP == 1) {
                harness.settle();
            }
        }
        harness.settle();
        harness.checkpoint();
        start();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.readByStart()).isZero();
        List<String> expected = new ArrayList<>(texts(0, MESSAGES));
        expected.removeIf(text -> Integer.parseInt(text.substring(1)) % STEP == 0);
        assertThat(consume()).containsExactlyElementsOf(expected);
    }

    /** One joins before the checkpoint, others while it is written, and nothing is sent meanwhile. */
    private void joinAroundACheckpoint() {
        for (int number : List.of(2, 4, 1, 3, 0)) {
            client.send(producer, 0, 0, (number + 1) * DELAY, message(number));
        }
        harness.settle();
        harness.restart();
        harness.pass(DELAY).settle();
        harness.mostWaiting(0);
        harness.beginCheckpoint();
        harness.pass(DELAY).pass(DELAY).settle();
        harness.mostWaiting(Integer.MAX_VALUE);
        harness.endCheckpoint();
        start();
    }

    @Test
    void thoseThatJoinWhileACheckpointIsWrittenAreBehindThoseThatHadJoinedAndInTheOrderOfTheirTimes() {
        joinAroundACheckpoint();
        harness.pass(DELAY).pass(DELAY).settle();
        assertThat(consume()).containsExactlyElementsOf(texts(0, 5));
    }

    @Test
    void soTheyAreWithWhatWasSentBehindThem() {
        joinAroundACheckpoint();
        client.send(producer, message(9));
        harness.settle();
        harness.pass(DELAY).pass(DELAY).settle();
        start();
        assertThat(consume()).containsExactly("m0", "m1", "m2", "m9", "m3", "m4");
    }

    @Test
    void theyAreInTheOrderOfTheirTimesThoughACheckpointHasComeToTheFirstOfThemBeforeItJoined() {
        EngineHarness roomy =
                new EngineHarness(); // nothing is parked: a checkpoint says something of each, in several steps
        TestClient sender = roomy.connect();
        int from = sender.session();
        int orders = sender.producer(from, ORDERS);
        int others = sender.producer(from, Destination.queue("others"));
        sender.send(orders, 0, 0, DELAY, message(0));
        for (int i = 0; i < MESSAGES; i++) {
            sender.send(others, message(i));
        }
        sender.send(orders, 0, 0, DELAY + 1, message(1));
        roomy.settle();
        roomy.beginCheckpoint();
        roomy.engine().work();
        roomy.clockJumps(DELAY + 1);
        roomy.endCheckpoint().crash();
        TestClient receiver = roomy.connect();
        int consumer = receiver.consume(receiver.session(), "orders");
        roomy.settle();
        assertThat(receiver.texts(consumer)).containsExactly("m0", "m1");
    }

    @Test
    void thoseOfATransactionAreInTheOrderOfTheirTimesWithOthers() {
        client.send(producer, 0, 0, 10, message(1));
        client.send(producer, 7, 0, 5, message(0));
        client.send(producer, 7, 0, 15, message(2));
        client.commit(session, 7);
        client.send(producer, 0, 0, 12, message(3));
        harness.settle();
        harness.checkpoint();
        pass(STEP);
        client.send(producer, message(4));
        harness.settle();
        start();
        assertThat(consume()).containsExactly("m0", "m1", "m3", "m2", "m4");
    }
}
