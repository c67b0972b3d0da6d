package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpenedRunsTest {
    private static final int RUNS = 20_000;
    private static final int EACH = 30;
    private static final int LEAVING = 10;

    private final MessageQueue queue = new MessageQueue(
            7,
            Destination.queue("orders"),
            null,
            new MessageOrder(1),
            DestinationPolicy.standard(10, "DLQ"),
            new Totals());
    private final OpenedRuns runs = new OpenedRuns();

    /** Of each the ids are spread over all. */
    private List<RecoveredMessage> list(int run) {
        List<RecoveredMessage> list = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            list.add(new RecoveredMessage(id(run, i), 1, 0, 5, 100, 4, new MessageQueue[] {queue}, null));
        }
        return list;
    }

    private static long id(int run, int number) {
        return 1 + run + (long) number * RUNS;
    }

    @Test
    void manyOpenedListsWhoseIdsAreAllOverAreReadInOnePass() {
        List<RunEvent> events = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            for (int i = 0; i < LEAVING; i++) {
                events.add(new RunEvent(queue, id(run, i), RunEvent.What.LEFT, 0));
            }
        }
        events.add(new RunEvent(queue, id(3, 20), RunEvent.What.COUNTED, 2));
        runs.add(queue.id());
        assertThat(runs.mayHave(7)).isTrue();
        assertThat(runs.mayHave(8)).isFalse();
        runs.happened(events);
        Map<Long, Long> moves = new HashMap<>(Map.of(id(3, 20), 12345L));
        long here = 0;
        for (int run = 0; run < RUNS; run++) {
            here += runs.read(list(run), moves).size();
        }
        runs.over();
        assertThat(here).isEqualTo((long) RUNS * (EACH - LEAVING));
        assertThat(runs.find(id(3, LEAVING - 1))).isNull();
        RecoveredMessage counted = runs.find(id(3, 20));
        assertThat(counted).isNotNull();
        assertThat(counted.place).isEqualTo(12345);
        assertThat(counted.attempts(0)).isEqualTo(2);
    }
}
