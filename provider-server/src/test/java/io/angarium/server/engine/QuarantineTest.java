package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.JournalDamagedException;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that the journal does not give back when their turn comes. */
@Timeout(30)
class QuarantineTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int MESSAGES = 100;

    private final EngineHarness harness = new EngineHarness().withBudget(64 * 1024);
    private final List<String> texts = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();

    @BeforeEach
    void fill() {
        TestClient client = harness.connect();
        int producer = client.producer(client.session(), ORDERS);
        for (int i = 0; i < MESSAGES; i++) {
            texts.add(i + ":" + "x".repeat(2_000));
            client.send(producer, texts.get(i));
            harness.settle();
        }
        ids.addAll(harness.placesOfMessages());
        harness.checkpoint().restart();
    }

    private TestClient consuming(String queue) {
        TestClient client = harness.connect();
        int consumer = client.consume(client.session(), queue);
        client.credit(consumer, 10_000);
        harness.settle();
        return client;
    }

    private List<Long> places() {
        return ids;
    }

    @Test
    void theyMoveToTheQuarantineWithOriginAndReasonAndTheOthersComeInOrder() {
        harness.damage(places().get(10));
        harness.damage(places().get(60));
        List<String> sound = new ArrayList<>(texts);
        sound.remove(60);
        sound.remove(10);
        assertThat(consuming("orders").texts()).containsExactlyElementsOf(sound);

        List<ConsumerFrame.Deliver> quarantined = consuming("QUARANTINE").deliveries();
        assertThat(quarantined).hasSize(2);
        Map<String, Object> properties =
                MessageReader.properties(quarantined.get(0).message());
        assertThat(properties)
                .containsEntry("JMS_ANGARIUM_QUARANTINE_ORIGIN", "queue:orders")
                .containsEntry("JMS_ANGARIUM_QUARANTINE_MESSAGE", places().get(10));
        assertThat(String.valueOf(properties.get("JMS_ANGARIUM_QUARANTINE_REASON")))
                .contains("segment-0000000000000001.journal", "at offset");
        assertThat(MessageReader.text(quarantined.get(0).message()))
                .startsWith("A message of queue:orders could not be read back from the journal: ");
        assertThat(harness.notices())
                .filteredOn(notice -> notice.text().contains("is in the queue QUARANTINE instead"))
                .hasSize(2);
    }

    @Test
    void aCrashAfterwardsFindsEachInOneOfTheTwoQueues() {
        harness.damage(places().get(0));
        assertThat(consuming("orders").texts()).hasSize(MESSAGES - 1);
        harness.kill();
        assertThat(consuming("QUARANTINE").deliveries()).hasSize(1);
        assertThat(consuming("orders").texts()).hasSize(MESSAGES - 1);
    }

    @Test
    void theyAreCountedInTheBrokersStatus() {
        harness.damage(places().get(3));
        TestClient client = consuming("orders");
        assertThat(client.rows(client.manage("broker.status", Map.of())).get(0)).containsEntry("quarantined", 1L);
    }

    @Test
    void withoutRoomForTheNoteTheyAreLeftOutUntilARestart() {
        harness.damage(places().get(5));
        harness.refuse(Refusals.full());
        assertThat(consuming("orders").texts()).hasSize(MESSAGES - 1);
        assertThat(harness.notices()).anyMatch(notice -> notice.text().contains("left out until a restart"));
        harness.refuse(null);
        harness.restart();
        consuming("orders");
        assertThat(consuming("QUARANTINE").deliveries()).hasSize(1);
    }

    /** A start reads no record in front of its checkpoint: what is damaged there shows when it is wanted. */
    @Test
    void aStartGoesOnWithADamagedFirstRecordOfASegment() {
        harness.damage(places().get(0));
        harness.restart();
        assertThat(consuming("orders").texts()).containsExactlyElementsOf(texts.subList(1, MESSAGES));
        assertThat(consuming("QUARANTINE").deliveries()).hasSize(1);
    }

    @Test
    void aStartRefusesWhenASegmentIsMissingThatIsNeeded() {
        TestClient client = harness.connect();
        int producer = client.producer(client.session(), ORDERS);
        for (int i = 0; i < 40; i++) {
            client.send(producer, "y".repeat(30_000));
            harness.settle();
        }
        harness.checkpoint().settle();
        harness.loseSegment(1);
        assertThatThrownBy(harness::restart)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("segment-0000000000000001.journal")
                .hasMessageContaining("missing");
    }
}
