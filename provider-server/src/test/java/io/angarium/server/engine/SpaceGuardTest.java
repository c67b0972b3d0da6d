package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers wait when the journal's files come near their hard bound. */
@Timeout(30)
class SpaceGuardTest {
    private static final long MIB = 1024 * 1024;

    private final EngineHarness harness = new EngineHarness();

    /** In MiB; segments of 64, so the bound is 2.5 × live + 512, and the margin 128; the files come to rest at {@code rest}. */
    @ParameterizedTest
    @CsvSource({
        "false, 384, 0, 256, false",
        "false, 385, 0, 256, true",
        "true, 385, 0, 256, true",
        "true, 321, 0, 256, true",
        "true, 320, 0, 256, false",
        "true, 330, 0, 330, false",
        "true, 331, 0, 330, true",
        "true, 385, 0, 500, true",
        "false, 2884, 1000, 1600, false",
        "false, 2885, 1000, 1600, true",
    })
    void nearTheBoundTheyWaitAndWellBelowItTheyGoOn(boolean waiting, long files, long live, long rest, boolean tight) {
        assertThat(SpaceGuard.tight(waiting, files * MIB, live * MIB, 64 * MIB, rest * MIB))
                .isEqualTo(tight);
        assertThat(SpaceGuard.bound(live * MIB, 64 * MIB)).isEqualTo((live * 5 / 2 + 512) * MIB);
    }

    /** In MiB; segments of 64. */
    @ParameterizedTest
    @CsvSource({"0, 0, 512", "1000, 0, 2012", "1000, 1000, 2762", "1000, 400, 2312"})
    void recordsThatAreLargeAgainstASegmentHaveAPromiseOfTheirOwn(long live, long huge, long promised) {
        assertThat(SpaceGuard.promised(live * MIB, huge * MIB, 64 * MIB)).isEqualTo(promised * MIB);
    }

    @Test
    void aProducerGetsNoCreditUntilTheFilesAreFewer() {
        TestClient client = harness.connect();
        int producer = client.producer(client.session(), Destination.queue("orders"));
        harness.settle();
        client.take(ProducerFrame.ProducerCredit.class);

        harness.pretendFileBytes(10_000 * MIB);
        for (int i = 0; i < 3_000; i++) {
            client.send(producer, "message " + i);
            if (i % 500 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(client.take(ProducerFrame.ProducerCredit.class)).isEmpty();
        assertThat(harness.checkpointAsked()).isTrue();
        harness.pass(900);
        assertThat(harness.checkpointAsked()).isFalse();
        harness.pass(100);
        assertThat(harness.checkpointAsked())
                .as("what died during the first one may need another")
                .isTrue();
        Map<String, Object> stat =
                client.rows(client.manage("journal.stat", Map.of())).get(0);
        assertThat(stat).containsEntry("withinBound", false).containsEntry("producersWaitForSpace", true);
        Map<String, Object> queue = client.rows(client.manage("queue.show", Map.of("name", "orders")))
                .get(0);
        assertThat(String.valueOf(queue.get("heldBackBecause"))).contains("near the bound of");

        harness.pretendFileBytes(0);
        harness.settle();
        assertThat(client.take(ProducerFrame.ProducerCredit.class)).hasSize(1);
        assertThat(client.rows(client.manage("journal.stat", Map.of())).get(0))
                .containsEntry("withinBound", true)
                .containsEntry("producersWaitForSpace", false);
        harness.checkpointAsked();
        harness.pass(10_000);
        assertThat(harness.checkpointAsked()).isFalse();
    }

    /** As a broker with segments of 64 MiB is after a burst that nobody wanted: five segments are kept, and a checkpoint is there. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000, 100_000, 10_000_000, 10_000_000_000L})
    void theyGoOnWhereTheFilesComeToRestWhateverLives(long live) {
        long checkpoint = 36_000 + live / 4;
        long rest = (long) (live * Emptying.BESIDE_WORK.goal())
                + Emptying.BESIDE_WORK.spareSegments() * 64 * MIB
                + checkpoint;
        assertThat(SpaceGuard.tight(true, rest, live, 64 * MIB, rest)).isFalse();
    }

    @Test
    void theBoundOfWhatLivesIsShown() {
        TestClient client = harness.connect();
        Map<String, Object> stat =
                client.rows(client.manage("journal.stat", Map.of())).get(0);
        assertThat(((Number) stat.get("boundBytes")).longValue()).isEqualTo(4 * MIB + 256 * MIB);
    }
}
