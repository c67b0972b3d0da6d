package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More queues than lists are read at a time have messages whose time comes at the same moment, all of them in lists. */
@Timeout(30)
class DelayedArrivalsTest {
    private static final int BUDGET = 400_000;
    private static final int QUEUES = 40;
    private static final int EACH = 60;
    private static final long DELAY = 100_000;
    private static final int AT_A_TIME = 16;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private TestClient client = harness.connect();

    private static String name(int queue) {
        return "crowd" + queue;
    }

    @BeforeEach
    void fill() {
        int session = client.session();
        int[] producers = IntStream.range(0, QUEUES)
                .map(i -> client.producer(session, Destination.queue(name(i))))
                .toArray();
        for (int i = 0; i < EACH; i++) {
            for (int queue = 0; queue < QUEUES; queue++) {
                client.send(
                        producers[queue],
                        0,
                        0,
                        DELAY,
                        new MessageBuilder()
                                .persistent(true)
                                .destination(Destination.queue(name(queue)))
                                .messageId("ID:" + queue + "-" + i)
                                .text("m" + i)
                                .build());
            }
            harness.settle();
        }
        harness.checkpoint().crash();
        harness.clockJumps(DELAY);
        harness.workWithoutReading();
        client = harness.connect();
    }

    /** Those of which a list is being read. */
    private List<Integer> asking() {
        assertThat(harness.wanted()).isLessThanOrEqualTo(AT_A_TIME);
        return harness.queuesOfWantedLists();
    }

    @Test
    void whoHasHadAListWaitsForTheNextOneUntilTheOthersHaveHadOneToo() {
        List<Integer> asked = new ArrayList<>();
        for (int turn = 0; turn < 2; turn++) {
            asked.addAll(asking());
            assertThat(asked).hasSize((turn + 1) * AT_A_TIME).doesNotHaveDuplicates();
            harness.bring(AT_A_TIME);
            harness.workWithoutReading();
        }
        List<Integer> last = asking();
        assertThat(last).hasSize(AT_A_TIME).doesNotHaveDuplicates();
        assertThat(last.subList(0, QUEUES - 2 * AT_A_TIME)).doesNotContainAnyElementsOf(asked);
    }

    @Test
    void whoWaitsGoesOnThoughThoseBeforeHimNeedNothingAnyMore() {
        assertThat(asking()).hasSize(AT_A_TIME);
        List<Integer> left = new ArrayList<>();
        for (int queue = 0; queue < QUEUES; queue++) {
            if (queue < 2 * AT_A_TIME) {
                client.manage("queue.delete", Map.of("name", name(queue)));
            } else {
                left.add(harness.queueId(name(queue)));
            }
        }
        harness.workWithoutReading();
        harness.bring(AT_A_TIME); // nobody needs these any more
        harness.workWithoutReading();
        assertThat(asking()).containsExactlyInAnyOrderElementsOf(left);
    }
}
