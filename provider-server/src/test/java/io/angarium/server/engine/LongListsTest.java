package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that parks few messages together finds lists of one that had more memory, or was older, and had parked many. */
@Timeout(60)
class LongListsTest {
    private static final int LITTLE = 400_000;
    private static final int MESSAGES = 12_000;
    private static final int LIST = 512;
    private static final int MOST_LOADED = 8;

    private final EngineHarness harness = new EngineHarness();
    private final List<String> texts = new ArrayList<>();
    private TestClient client;
    private int session;

    @BeforeEach
    void fill() {
        connect();
        int producer = client.producer(session, Destination.queue("orders"));
        for (int i = 0; i < MESSAGES; i++) {
            texts.add("m" + i);
            client.send(producer, texts.get(i));
            if (i % 500 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(harness.placesOfLists()).hasSizeGreaterThan(2 * MOST_LOADED);
        harness.checkpoint().withBudget(LITTLE);
        connect();
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
    }

    private long memoryUsed() {
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        return ((Number) used).longValue();
    }

    private void browseAll() {
        harness.force();
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 2 * MESSAGES);
        harness.settle();
        assertThat(client.texts(browser)).isEqualTo(texts);
        client.closeConsumer(browser, MESSAGES);
        harness.settle();
    }

    @Test
    void whoLooksAtAllLeavesNoMoreOfThemInMemoryThanListsMayBeLoaded() {
        long before = memoryUsed();
        int lists = harness.placesOfLists().size();
        browseAll();
        assertThat(memoryUsed()).isLessThan(before + (MOST_LOADED + 1) * LIST * MemoryBudget.OVERHEAD);
        assertThat(harness.placesOfLists()).as("lists as are usual here").hasSizeGreaterThan(10 * lists);
        browseAll();
        assertThat(memoryUsed()).isLessThan(before + (MOST_LOADED + 1) * LIST * MemoryBudget.OVERHEAD);
        harness.checkpoint().crash();
        connect();
        browseAll();
    }

    @Test
    void norWhereTheJournalHasNoRoomForOtherLists() {
        long before = memoryUsed();
        int lists = harness.placesOfLists().size();
        harness.refuse(Refusals.full());
        browseAll();
        assertThat(memoryUsed()).isLessThan(before + (MOST_LOADED + 1) * LIST * MemoryBudget.OVERHEAD);
        assertThat(harness.placesOfLists()).hasSize(lists);
    }
}
