package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that say when they are to be delivered. */
@Timeout(60)
class ScheduleTest {
    private static final Destination REPORTS = Destination.queue("reports");
    private static final long MINUTE = 60_000;

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private static EncodedMessage message(String id, Object schedule, boolean persistent) {
        return new MessageBuilder()
                .persistent(persistent)
                .destination(REPORTS)
                .messageId(id)
                .correlationId("c")
                .properties(Map.of(Schedule.PROPERTY, schedule, "number", id.hashCode() % 10))
                .text(id)
                .build();
    }

    private void send(String id, Object schedule) {
        client.send(client.producer(session, REPORTS), message(id, schedule, true));
        harness.settle();
    }

    private void reconnect() {
        client = harness.connect();
        session = client.session();
    }

    private List<Map<String, Object>> manage(String operation, Map<String, Object> arguments) {
        int request = client.manage(operation, arguments);
        harness.settle();
        return client.rows(request);
    }

    /** Takes what is there; returns the texts, or, of what recurs, the times. */
    private List<String> take() {
        int consumer = client.consume(session, "reports");
        harness.settle();
        List<ConsumerFrame.Deliver> all = client.deliveries();
        List<String> texts = new ArrayList<>();
        for (ConsumerFrame.Deliver deliver : all) {
            texts.add(TestClient.text(deliver) + " "
                    + MessageReader.properties(deliver.message()).get(Schedule.PROPERTY));
        }
        if (!all.isEmpty()) {
            client.acceptAndWait(session, consumer, 1, all.size());
        }
        client.closeConsumer(consumer, all.size());
        harness.settle();
        client.take(ConsumerFrame.Deliver.class);
        return texts;
    }

    private Instant minute(int number) {
        return Instant.ofEpochMilli((harness.now() / MINUTE + number) * MINUTE);
    }

    @Test
    void aMessageIsDeliveredAtTheMomentThatItNames() {
        long moment = harness.now() + 5_000;
        send("text", Instant.ofEpochMilli(moment).toString());
        send("number", moment);
        send("past", 5L);
        assertThat(take()).containsExactly("past 5");
        harness.pass(4_999);
        assertThat(take()).isEmpty();
        harness.crash();
        reconnect();
        assertThat(take()).isEmpty();
        harness.pass(1);
        assertThat(take()).hasSize(2);
    }

    @Test
    void aMessageThatRecursComesOnceAtEachOfItsTimes() {
        Instant first = minute(1);
        send("cron", "* * * * *");
        assertThat(take()).isEmpty();
        for (int i = 0; i < 5; i++) {
            harness.pass(MINUTE);
            assertThat(take()).containsExactly("cron " + first.plusSeconds(60L * i));
            assertThat(take()).isEmpty();
        }
    }

    @Test
    void whatIsDeliveredIsAMessageOfItsOwn() {
        send("cron", "* * * * *");
        harness.pass(MINUTE);
        client.consume(session, "reports");
        harness.settle();
        ConsumerFrame.Deliver delivery = client.deliveries().get(0);
        EncodedMessage delivered = delivery.message();
        long time = minute(0).toEpochMilli();
        assertThat(MessageReader.messageId(delivered)).isEqualTo("cron-" + time);
        assertThat(delivered.timestamp()).isEqualTo(time);
        assertThat(delivery.deliveryTime()).isEqualTo(time);
        assertThat(MessageReader.correlationId(delivered)).isEqualTo("c");
        assertThat(MessageReader.properties(delivered)).containsEntry("number", "cron".hashCode() % 10);
    }

    @Test
    void aBrokerThatWasDownMakesUpForWhatItMissed() {
        Instant first = minute(1);
        send("cron", "* * * * *");
        harness.crash();
        harness.pass(3 * MINUTE);
        reconnect();
        assertThat(take())
                .containsExactly("cron " + first, "cron " + first.plusSeconds(60), "cron " + first.plusSeconds(120));
    }

    @Test
    void aRestartTakesNoTimeForPastThatIsStillToCome() {
        send("cron", "0 3 * * *");
        harness.pass(24 * 60 * MINUTE);
        assertThat(take()).hasSize(1);
        harness.crash();
        reconnect();
        send("soon", harness.now() + 5_000);
        assertThat(take()).isEmpty();
        harness.pass(5_000);
        assertThat(take()).containsExactly("soon " + harness.now());
    }

    @Test
    void whatLivesForEverDoesSoEachTime() {
        client.send(client.producer(session, REPORTS), 0, Long.MAX_VALUE, 0, message("cron", "* * * * *", true));
        for (int i = 0; i < 3; i++) {
            harness.pass(MINUTE);
            assertThat(take()).hasSize(1);
        }
    }

    @Test
    void oneThatComesAtThisMomentIsCancelledToo() {
        send("cron", "* * * * *");
        harness.clockJumps(MINUTE);
        harness.round();
        assertThat(manage("schedule.cancel", Map.of("where", "number >= 0")).get(0))
                .containsEntry("cancelled", 1L);
        take();
        harness.pass(2 * MINUTE);
        assertThat(take()).isEmpty();
    }

    /** The moment between the begin of the search and its look at the queue. */
    private List<Map<String, Object>> manageAsItComes(String operation, Map<String, Object> arguments) {
        int request = client.manage(operation, arguments);
        harness.clockJumps(MINUTE);
        harness.settle();
        return client.rows(request);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatComesBeforeItIsLookedAtIsCancelledToo(boolean persistent) {
        client.send(client.producer(session, REPORTS), message("cron", "* * * * *", persistent));
        send("other", "*/5 * * * *");
        assertThat(manageAsItComes("schedule.cancel", Map.of("id", "cron")).get(0))
                .containsEntry("cancelled", 1L);
        assertThat(take()).isEmpty();
        harness.crash();
        reconnect();
        harness.pass(4 * MINUTE);
        assertThat(take()).singleElement().asString().startsWith("other ");
    }

    @Test
    void thatACancellationIsOverLetsTheOthersRecur() {
        send("cron", "* * * * *");
        manageAsItComes("schedule.cancel", Map.of("id", "other"));
        assertThat(take()).hasSize(1);
        manage("schedule.cancel", Map.of("id", "cron"));
        send("cron", "* * * * *");
        harness.pass(MINUTE);
        assertThat(take()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatComesBeforeItIsLookedAtIsListedOnceWithItsNextTime(boolean persistent) {
        client.send(client.producer(session, REPORTS), message("cron", "* * * * *", persistent));
        send("later", harness.now() + 100 * MINUTE);
        assertThat(manageAsItComes("schedule.list", Map.of()))
                .filteredOn(row -> "cron".equals(row.get("message")))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("next", minute(1).toString()));
    }

    @Test
    void oneThatComesAtThisMomentIsListedToo() {
        send("cron", "* * * * *");
        harness.clockJumps(MINUTE);
        harness.round();
        assertThat(manage("schedule.list", Map.of())).hasSize(1);
        harness.clockJumps(MINUTE);
        harness.round();
        assertThat(manage("message.explain", Map.of("id", "cron"))).hasSize(1);
    }

    @Test
    void oneThatComesBeforeItIsLookedAtIsExplainedOnce() {
        send("cron", "* * * * *");
        assertThat(manageAsItComes("message.explain", Map.of("id", "cron", "name", "reports")))
                .singleElement()
                .satisfies(row -> assertThat(row.get("because")).isEqualTo("its next time is " + minute(1)));
        assertThat(manageAsItComes("message.explain", Map.of("id", "cron"))).hasSize(1);
    }

    @Test
    void oneThatComesWhileItsQueueIsPurgedIsPurged() {
        send("cron", "* * * * *");
        assertThat(manageAsItComes("queue.purge", Map.of("name", "reports")).get(0))
                .containsEntry("purged", 1L);
        harness.pass(2 * MINUTE);
        assertThat(take()).isEmpty();
    }

    @Test
    void oneThatComesAtThisMomentIsPurgedToo() {
        send("cron", "* * * * *");
        harness.clockJumps(MINUTE);
        harness.round();
        assertThat(manage("queue.purge", Map.of("name", "reports")).get(0)).containsEntry("purged", 2L);
        harness.pass(2 * MINUTE);
        assertThat(take()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatIsSentWhileItsQueueIsPurgedRecursThoughItsTimeComesBeforeThatIsOver(boolean persistent) {
        int producer = client.producer(session, REPORTS);
        int messages = 8_000; // several steps
        for (int i = 0; i < messages; i++) {
            client.send(producer, Messages.volatileText("x"));
        }
        send("before", "* * * * *");
        int purge = client.manage("queue.purge", Map.of("name", "reports"));
        harness.engine().time(harness.now());
        harness.engine().work();
        client.send(producer, message("cron", "* * * * *", persistent));
        harness.forceOnly().engine().work();
        harness.clockJumps(MINUTE);
        harness.engine().time(harness.now());
        harness.engine().work();
        harness.engine().work();
        assertThat(client.reply(purge)).isNull();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", messages + 1L);
        assertThat(take()).containsExactly("cron " + minute(0));
        harness.pass(MINUTE);
        assertThat(take()).containsExactly("cron " + minute(0));
    }

    @Test
    void aQueueThatIsDeletedWhileItIsSearchedLetsOthersRecur() {
        send("cron", "* * * * *");
        client.send(client.producer(session, Destination.queue("other")), message("other", "* * * * *", true));
        harness.settle();
        int cancel = client.manage("schedule.cancel", Map.of("where", "number >= 0", "name", "other"));
        client.manage("queue.delete", Map.of("name", "other"));
        harness.settle();
        assertThat(client.rows(cancel)).hasSize(1);
        harness.pass(MINUTE);
        assertThat(take()).hasSize(1);
    }

    @Test
    void oneThatComesWhileItsDeletedQueueIsEmptiedRecursNoMore() {
        int producer = client.producer(session, REPORTS);
        for (int i = 0; i < 8_000; i++) { // several steps
            client.send(producer, 0, 0, 100 * MINUTE, Messages.volatileText("x"));
        }
        send("cron", "* * * * *");
        int stored = harness.effects(Effect.MessageStored.class).size();
        client.manage("queue.delete", Map.of("name", "reports"));
        harness.engine().work();
        harness.pass(MINUTE).settle();
        assertThat(harness.effects(Effect.MessageStored.class)).hasSize(stored);
        assertThat(harness.engine().wakeAt()).as("nothing is due").isEqualTo(Long.MAX_VALUE);
        assertThat(manage("broker.status", Map.of()).get(0)).containsEntry("messages", 0L);
    }

    @Test
    void aTimeBeyondTheCalendarIsRefused() {
        client.send(client.producer(session, REPORTS), 0, 0, Long.MAX_VALUE, message("cron", "* * * * *", true));
        client.send(client.producer(session, REPORTS), message("x".repeat(1_001), "* * * * *", true));
        harness.settle();
        assertThat(client.take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::code)
                .containsExactly(ErrorCode.PROTOCOL, ErrorCode.PROTOCOL);
    }

    @Test
    void whatWasMissedAndWouldHaveExpiredIsPassedOver() {
        Instant first = minute(1);
        client.send(client.producer(session, REPORTS), 0, 90_000, 0, message("cron", "* * * * *", true));
        harness.settle().force().checkpoint().crash();
        harness.pass(100 * MINUTE).pass(20);
        reconnect();
        assertThat(take()).hasSizeBetween(1, 2).last().isEqualTo("cron " + first.plusSeconds(60 * 99));
        harness.pass(MINUTE);
        assertThat(take()).containsExactly("cron " + first.plusSeconds(60 * 100));
    }

    /** Each time is there once, in whatever state of its writing the broker dies, and whichever of its records a checkpoint has. */
    @Test
    void eachTimeComesOnceOverCrashesAtAnyMoment() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            EngineHarness broker = new EngineHarness();
            TestClient sender = broker.connect();
            sender.send(sender.producer(sender.session(), REPORTS), message("cron", "*/10 * * * * *", true));
            broker.settle();
            long begin = broker.now() / 10_000;
            for (int i = 0; i < 40; i++) {
                broker.engine().time(broker.now());
                broker.round();
                switch (random.nextInt(5)) {
                    case 0 -> broker.crash(random);
                    case 1 -> broker.settle().checkpoint();
                    case 2 -> broker.kill();
                    default -> broker.settle();
                }
                broker.clockJumps(random.nextInt(12_000));
            }
            broker.clockJumps(15_000 - broker.now() % 10_000);
            long times = broker.now() / 10_000 - begin;
            for (int i = 0; i < 5; i++) {
                broker.pass(20).settle(); // what was read for its time is looked at again
            }
            TestClient receiver = broker.connect();
            int all = receiver.consume(receiver.session(), "reports");
            receiver.credit(all, 10_000);
            broker.settle();
            assertThat(receiver.deliveries().stream()
                            .map(one -> MessageReader.messageId(one.message()))
                            .toList())
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates()
                    .hasSize((int) times);
        }
    }

    @Test
    void oneThatIsNotPersistentRecursUntilTheBrokerEnds() {
        client.send(client.producer(session, REPORTS), message("cron", "* * * * *", false));
        harness.pass(2 * MINUTE);
        assertThat(take()).hasSize(2);
        harness.crash();
        harness.pass(2 * MINUTE);
        reconnect();
        assertThat(take()).isEmpty();
    }

    @Test
    void aFullJournalOnlyDelaysIt() {
        send("cron", "* * * * *");
        harness.refuse(Refusals.full());
        harness.pass(MINUTE);
        assertThat(harness.notices()).anySatisfy(notice -> assertThat(notice.text())
                .contains("the time of a message that recurs has come in reports, and it waits: "));
        harness.refuse(null);
        harness.pass(1_000);
        assertThat(take()).hasSize(1);
    }

    @Test
    void itIsListedAndCancelledByIdAndBySelector() {
        send("ID:1", "* * * * *");
        send("ID:2", harness.now() + MINUTE);
        for (int i = 10; i < 30; i++) {
            send("ID:" + i, harness.now() + MINUTE);
        }
        assertThat(manage("schedule.list", Map.of("id", "ID:1")))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("queue", "reports")
                        .containsEntry("next", minute(1).toString())
                        .containsEntry("recurs", "* * * * *"));
        assertThat(manage("schedule.list", Map.of())).hasSize(22);
        assertThat(manage("schedule.cancel", Map.of("id", "ID:1")).get(0)).containsEntry("cancelled", 1L);
        assertThat(manage("schedule.cancel", Map.of("where", "number < 5", "name", "reports"))
                        .get(0)
                        .get("cancelled"))
                .isEqualTo(
                        Stream.concat(Stream.of("ID:2"), IntStream.range(10, 30).mapToObj(i -> "ID:" + i))
                                .filter(id -> id.hashCode() % 10 < 5)
                                .count());
        harness.crash();
        reconnect();
        harness.pass(MINUTE);
        assertThat(take()).hasSize((int)
                Stream.concat(Stream.of("ID:2"), IntStream.range(10, 30).mapToObj(i -> "ID:" + i))
                        .filter(id -> id.hashCode() % 10 >= 5)
                        .count());
    }

    @Test
    void whatCannotBeIsRefused() {
        Map<Destination, Object> wrong = new HashMap<>(
                Map.of(REPORTS, "soon", Destination.topic("t"), "* * * * *", Destination.queue("q"), "0 0 30 2 *"));
        wrong.forEach((destination, schedule) -> {
            client.send(client.producer(session, destination), message("x", schedule, true));
            harness.settle();
            List<ProducerFrame.SendRefused> refused = client.take(ProducerFrame.SendRefused.class);
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).code()).isEqualTo(ErrorCode.PROTOCOL);
            assertThat(refused.get(0).reason()).startsWith("property JMS_ANGARIUM_SCHEDULE: ");
        });
    }

    @Test
    void inATransactionItRecursFromTheCommitOn() {
        int producer = client.producer(session, REPORTS);
        client.send(producer, 1, 0, 0, message("rolled back", "* * * * *", true));
        harness.settle();
        client.rollBack(session, 1);
        client.send(producer, 2, 0, 0, message("cron", "* * * * *", true));
        client.commit(session, 2);
        harness.settle().crash();
        reconnect();
        harness.pass(MINUTE);
        assertThat(take()).hasSize(1).first().asString().startsWith("cron ");
    }
}
