package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When too many messages wait in memory for their time, and which of them are to leave it. */
@Timeout(10)
class DelaysTest {
    private static final int MOST = 16;

    /** Two are enough for a list. */
    private static final Paging PAGING = new Paging(2 * Paging.LEAST_PART, 0, 0, MOST);

    private final LiveRecords live = new LiveRecords();
    private final Delays delays = new Delays(PAGING, live);
    private final MessageQueue orders = Refs.queue("orders");
    private final MessageQueue events = Refs.queue("events");
    private long lastId;

    @BeforeEach
    void open() {
        live.open(1 << 20);
    }

    private List<MessageRef> add(MessageQueue queue, int messages) {
        List<MessageRef> refs = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            StoredMessage stored = new StoredMessage(++lastId, Messages.text("later"), 0, 0, 1_000 + lastId);
            MessageRef ref = new MessageRef(stored, queue);
            stored.addReference(ref);
            delays.add(ref);
            refs.add(ref);
        }
        return refs;
    }

    @Test
    void asManyAsMayBeInMemoryAreNotTooManyAndOneMoreIs() {
        add(orders, MOST);
        assertThat(delays.crowded()).isFalse();
        add(orders, 1);
        assertThat(delays.crowded()).isTrue();
    }

    @Test
    void someAreToLeaveUntilAQuarterRemains() {
        List<MessageRef> refs = add(orders, MOST + 1);
        int left = refs.size();
        while (left > MOST / 4 + 1) {
            delays.remove(refs.get(--left));
        }
        assertThat(delays.crowded()).isTrue();
        delays.remove(refs.get(--left));
        assertThat(delays.crowded()).isFalse();
    }

    @Test
    void whatIsTooLittleForAListDoesNotCount() {
        for (int i = 0; i < 2 * MOST; i++) {
            add(Refs.queue("q" + i), 1);
        }
        assertThat(delays.crowded()).isFalse();
        assertThat(delays.fullest()).isNull();
        assertThat(delays.roomy(MOST / 2)).isTrue();
    }

    @Test
    void theCountIsRightHoweverOftenLanesHaveFilledAndEmptied() {
        for (int i = 0; i < 100; i++) {
            add(orders, 5).forEach(delays::remove);
        }
        assertThat(delays.fullest()).isNull();
        assertThat(delays.roomy(MOST / 2)).isTrue();
        assertThat(delays.roomy(MOST / 2 + 1)).isFalse();
        add(orders, MOST);
        assertThat(delays.crowded()).isFalse();
        add(orders, 1);
        assertThat(delays.crowded()).isTrue();
    }

    @Test
    void theLongestLaneIsNextAndOneOfWhichNothingCanBeParkedComesBackWhenTheOthersHaveBeenTried() {
        add(orders, 6);
        add(events, 5);
        DelayLane longest = delays.fullest();
        assertThat(longest).isNotNull().extracting(DelayLane::size).isEqualTo(6);
        delays.passOver(longest);
        DelayLane other = delays.fullest();
        assertThat(other).isNotNull().extracting(DelayLane::size).isEqualTo(5);
        delays.passOver(other);
        assertThat(delays.fullest()).isNull();
        assertThat(delays.fullest()).isSameAs(longest);
    }
}
