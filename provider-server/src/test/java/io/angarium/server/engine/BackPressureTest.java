package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory budget and producer credit. */
@Timeout(20)
class BackPressureTest {
    private static final long BUDGET = 1 << 20;
    private static final String KILOBYTE = "x".repeat(1024);

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, Destination.queue("q"));
    private long sentMessages;
    private long sentBytes;

    @BeforeEach
    void createQueues() {
        for (String queue : List.of("next", "other")) {
            client.manage("queue.create", Map.of("name", queue));
        }
        harness.settle();
    }

    /** Sends while credit lasts, as a client would; returns how many. The disk is full: the messages have no other place than the memory. */
    private int sendAll() {
        harness.refuse(Refusals.full());
        int sent = 0;
        ProducerFrame.ProducerCredit credit = credit();
        EncodedMessage message = Messages.volatileText(KILOBYTE);
        int size = message.size();
        while (sentMessages < credit.messages() && sentBytes < credit.bytes() && sent < 100_000) {
            client.send(producer, message);
            sentMessages++;
            sentBytes += size;
            sent++;
            harness.settle();
            credit = credit();
        }
        return sent;
    }

    private ProducerFrame.ProducerCredit credit() {
        List<ProducerFrame.ProducerCredit> all = client.received().stream()
                .filter(ProducerFrame.ProducerCredit.class::isInstance)
                .map(ProducerFrame.ProducerCredit.class::cast)
                .toList();
        return all.get(all.size() - 1);
    }

    @Test
    void aProducerIsHeldBackWhenMemoryIsFullAndGoesOnWhenItIsFree() {
        int sent = sendAll();
        assertThat(sent).isBetween(700, 1100);
        assertThat(client.isClosed()).isFalse();
        assertThat(harness.notices()).hasSize(1);
        assertThat(harness.notices().get(0).warning()).isTrue();
        int show = client.manage("queue.show", Map.of("name", "q"));
        harness.settle();
        assertThat(client.rows(show).get(0))
                .containsEntry("producersHeldBack", 1)
                .containsEntry("heldBackSince", harness.now())
                .containsKey("heldBackBecause");

        TestClient other = harness.connect();
        int otherSession = other.session();
        int consumer = other.consume(otherSession, "q");
        harness.settle();
        other.accept(otherSession, consumer, 1, 10);
        harness.settle();
        assertThat(sendAll()).as("between the marks nothing flips").isZero();

        other.accept(otherSession, consumer, 11, sent);
        harness.settle();
        assertThat(harness.notices()).hasSize(2);
        assertThat(harness.notices().get(1).warning()).isFalse();
        assertThat(sendAll()).isPositive();
    }

    @Test
    void aProducerThatComesWhileMemoryIsFullMaySendLittle() {
        sendAll();
        int late = client.producer(session, Destination.queue("q"));
        assertThat(credit().producer()).isEqualTo(late);
        assertThat(credit().messages()).isEqualTo(1);
    }

    @Test
    void whoForwardsWhatHeReceivesIsNotHeldBackByItself() {
        int full = sendAll();
        TestClient worker = harness.connect();
        int workerSession = worker.session();
        int from = worker.open(workerSession, ConsumerFrame.Kind.QUEUE, Destination.queue("q"), null);
        worker.credit(from, 1);
        int to = worker.producer(workerSession, Destination.queue("next"));
        long forwarded = 0;
        for (int i = 1; i <= full; i++) {
            harness.settle();
            List<ProducerFrame.ProducerCredit> credits = worker.received().stream()
                    .filter(ProducerFrame.ProducerCredit.class::isInstance)
                    .map(ProducerFrame.ProducerCredit.class::cast)
                    .toList();
            assertThat(forwarded)
                    .as("may send")
                    .isLessThan(credits.get(credits.size() - 1).messages());
            worker.send(to, i, 0, 0, Messages.volatileText(KILOBYTE));
            worker.acceptIn(workerSession, i, from, i, i);
            worker.commit(workerSession, i);
            worker.credit(from, 1);
            forwarded++;
        }
        assertThat(worker.isClosed()).isFalse();
        assertThat(sendAll()).as("the memory is as full as before").isZero();
    }

    @Test
    void aClientThatConsumesIsHeldBackTooInTheEnd() {
        client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue("other"), null);
        assertThat(sendAll()).isBetween(900, 1400);
        client.vanish();
    }

    @Test
    void whoSendsBeyondHisCreditIsClosed() {
        int sent = sendAll();
        assertThat(sent).isPositive();
        client.send(producer, KILOBYTE);
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void aClosedProducerIsNotWaitedFor() {
        sendAll();
        client.frame(new ProducerFrame.CloseProducer(producer));
        int status = client.manage("broker.status", Map.of());
        harness.settle();
        assertThat(client.rows(status).get(0)).containsEntry("producersHeldBack", 0);
    }

    @Test
    void aCopyForAnotherSubscriberCostsLittle() {
        int toTopic = client.producer(session, Destination.topic("t"));
        for (int i = 0; i < 10; i++) {
            client.open(session, ConsumerFrame.Kind.TOPIC, Destination.topic("t"), null);
        }
        client.send(toTopic, KILOBYTE);
        int status = client.manage("broker.status", Map.of());
        harness.settle();
        assertThat((long) client.rows(status).get(0).get("memoryUsed")).isBetween(2_000L, 4_000L);
    }

    @Test
    void memoryIsFreeAgainWhenAllIsGone() {
        int consumer = client.consume(session, "q");
        for (int i = 0; i < 5; i++) {
            client.send(producer, KILOBYTE);
        }
        client.sendIn(producer, 1, KILOBYTE);
        client.rollBack(session, 1);
        client.credit(consumer, 100);
        harness.settle();
        client.accept(session, consumer, 1, 100);
        int status = client.manage("broker.status", Map.of());
        harness.settle();
        assertThat(client.rows(status).get(0)).containsEntry("memoryUsed", 0L);
    }

    @Test
    void recoveredMessagesLeaveTheirBodiesInTheJournal() {
        for (int i = 0; i < 1000; i++) {
            client.send(producer, KILOBYTE);
            harness.settle();
        }
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1000);
        TestClient next = harness.connect();
        next.producer(next.session(), Destination.queue("q"));
        List<ProducerFrame.ProducerCredit> credit = next.take(ProducerFrame.ProducerCredit.class);
        assertThat(credit.get(0).messages()).isGreaterThan(1);
    }
}
