package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that an operator has told to deliver nothing. */
@Timeout(20)
class PauseTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private Map<String, Object> manage(String operation) {
        int request = client.manage(operation, Map.of("name", "orders"));
        harness.settle();
        return client.rows(request).get(0);
    }

    private void reconnect() {
        client = harness.connect();
        session = client.session();
    }

    @Test
    void aPausedQueueTakesMessagesAndDeliversNoneUntilItResumes() {
        client.send(client.producer(session, ORDERS), "a");
        harness.settle();
        manage("queue.pause");
        client.send(client.producer(session, ORDERS), "b");
        int consumer = client.consume(session, "orders");
        int drained = client.drain(consumer);
        harness.settle();
        assertThat(client.texts()).isEmpty();
        assertThat(client.ok(drained)).isTrue();
        assertThat(manage("queue.explain"))
                .containsEntry("because", "the queue is paused: 'queue resume' ends that")
                .containsEntry("value", "2 messages wait");
        client.credit(consumer, 10);
        assertThat(manage("queue.resume")).containsEntry("before", true).containsEntry("paused", false);
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void itCanBeBrowsed() {
        client.send(client.producer(session, ORDERS), List.of("a", "b"));
        harness.settle();
        manage("queue.pause");
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 10);
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void aPauseGoesOnOverACrashAndOverACheckpoint() {
        client.send(client.producer(session, ORDERS), "a");
        harness.settle();
        manage("queue.pause");
        harness.crash();
        reconnect();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).isEmpty();
        harness.force().checkpoint().crash();
        reconnect();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).isEmpty();
        manage("queue.resume");
        assertThat(client.texts()).containsExactly("a");
        harness.crash();
        assertThat(manageAfterCrash()).containsEntry("paused", false);
    }

    private Map<String, Object> manageAfterCrash() {
        reconnect();
        return manage("queue.show");
    }

    @Test
    void aQueueThatDoesNotExistIsSaidSo() {
        int request = client.manage("queue.pause", Map.of("name", "nothing"));
        harness.settle();
        assertThat(client.failure(request)).isEqualTo(ErrorCode.NOT_FOUND);
    }
}
