package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ManagementTest {
    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect("me");
    private final int session = client.session();

    private List<Map<String, Object>> ask(String operation, Map<String, Object> arguments) {
        int correlation = client.manage(operation, arguments);
        harness.settle();
        return client.rows(correlation);
    }

    private ErrorCode refused(String operation, Map<String, Object> arguments) {
        int correlation = client.manage(operation, arguments);
        harness.settle();
        ErrorCode code = client.failure(correlation);
        assertThat(code).isNotNull();
        return code;
    }

    private static Map<String, Object> named(String name) {
        return Map.of("name", name);
    }

    @Test
    void statusCountsWhatIsThere() {
        client.producer(session, Destination.queue("a"));
        client.producer(session, Destination.topic("t"));
        client.open(session, Kind.DURABLE, Destination.topic("t"), "sub");
        client.send(client.producer(session, Destination.queue("a")), "x");
        assertThat(ask("broker.status", Map.of()).get(0))
                .containsEntry("broker", "00000000-0000-0007-0000-000000000007")
                .containsEntry("connections", 1)
                .containsEntry("queues", 1)
                .containsEntry("topics", 1)
                .containsEntry("subscriptions", 1)
                .containsEntry("messages", 1L)
                .containsEntry("producersHeldBack", 0)
                .containsKeys("memoryUsed", "memoryBudget");
    }

    @Test
    void connectionsAreListed() {
        assertThat(ask("connection.list", Map.of()).get(0))
                .containsEntry("connection", 1L)
                .containsEntry("clientId", "me")
                .containsEntry("user", "anonymous")
                .containsEntry("address", "here:1")
                .containsEntry("product", "test")
                .containsEntry("sessions", 1);
    }

    @Test
    void queuesAreListedByNameAndShownWithTheirCounters() {
        client.send(client.producer(session, Destination.queue("b")), List.of("1", "2", "3"));
        client.producer(session, Destination.queue("a"));
        int consumer = client.open(session, Kind.QUEUE, Destination.queue("b"), null);
        client.credit(consumer, 2);
        harness.settle();
        client.accept(session, consumer, 1, 1);
        assertThat(ask("queue.list", Map.of()))
                .extracting(row -> row.get("name"))
                .containsExactly("a", "b");
        assertThat(ask("queue.show", named("b")).get(0))
                .containsEntry("messages", 2L)
                .containsEntry("available", 1)
                .containsEntry("inFlight", 1)
                .containsEntry("consumers", 1)
                .containsEntry("consumersWithCredit", 0)
                .containsEntry("arrived", 3L)
                .containsEntry("acknowledged", 1L);
    }

    @Test
    void longListsComeInSeveralFrames() {
        for (int i = 0; i < 1200; i++) {
            client.producer(session, Destination.queue("q" + i));
        }
        int correlation = client.manage("queue.list", Map.of());
        harness.settle();
        assertThat(client.rows(correlation)).hasSize(1200);
        assertThat(client.take(ReplyFrame.Rows.class)).hasSizeGreaterThan(1);
    }

    @Test
    void aPurgeTakesAwayWhatIsAvailableOrScheduledInSteps() {
        int producer = client.producer(session, Destination.queue("q"));
        for (int i = 0; i < 2500; i++) {
            client.send(producer, "x");
        }
        client.send(producer, 0, 0, 1000, Messages.text("later"));
        int consumer = client.open(session, Kind.QUEUE, Destination.queue("q"), null);
        client.credit(consumer, 1);
        harness.settle();
        int purge = client.manage("queue.purge", named("q"));
        harness.engine().time(harness.now());
        harness.engine().work();
        client.send(producer, "after");
        assertThat(client.reply(purge)).isNull();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 2500L);
        assertThat(ask("queue.show", named("q")).get(0)).containsEntry("messages", 2L);
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(2);
    }

    @Test
    void aPurgeIsAnsweredWhenItIsOnDisk() {
        client.send(client.producer(session, Destination.queue("q")), "x");
        harness.settle();
        int purge = client.manage("queue.purge", named("q"));
        harness.round();
        assertThat(client.reply(purge)).isNull();
        harness.force();
        assertThat(client.rows(purge)).hasSize(1);
    }

    @Test
    void queuesAreCreatedAndDeletedForGood() {
        ask("queue.create", named("q"));
        assertThat(refused("queue.create", named("q"))).isEqualTo(ErrorCode.EXISTS);
        client.send(client.producer(session, Destination.queue("q")), List.of("1", "2"));
        harness.settle();
        assertThat(ask("queue.delete", named("q")).get(0)).containsEntry("deletedMessages", 2L);
        assertThat(refused("queue.delete", named("q"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask("broker.status", Map.of()).get(0))
                .containsEntry("messages", 0L)
                .containsEntry("memoryUsed", 0L);
        harness.crash();
        assertThat(harness.recovered()).isZero();
        assertThat(harness.effects(Effect.DestinationCreated.class)).hasSize(1);
    }

    @Test
    void aQueueWithAConsumerOrBrowserIsNotDeleted() {
        int consumer = client.consume(session, "q");
        assertThat(refused("queue.delete", named("q"))).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(consumer, 0);
        int browser = client.browse(session, "q", null);
        assertThat(refused("queue.delete", named("q"))).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(browser, 0);
        assertThat(ask("queue.delete", named("q"))).hasSize(1);
    }

    @Test
    void aProducerOfADeletedQueueMakesItAgain() {
        int producer = client.producer(session, Destination.queue("q"));
        harness.settle();
        ask("queue.delete", named("q"));
        client.send(producer, "x");
        harness.settle();
        assertThat(client.confirmed(session)).isEqualTo(1);
        client.consume(session, "q");
        harness.settle();
        assertThat(client.texts()).containsExactly("x");
    }

    @Test
    void deliveriesInFlightOfADeletedQueueAreSettledWithoutHarm() {
        client.send(client.producer(session, Destination.queue("q")), List.of("1", "2"));
        int consumer = client.consume(session, "q");
        harness.settle();
        client.closeConsumer(consumer, 2);
        ask("queue.delete", named("q"));
        client.accept(session, consumer, 1, 1);
        client.recover(session);
        assertThat(ask("broker.status", Map.of()).get(0))
                .containsEntry("messages", 0L)
                .containsEntry("memoryUsed", 0L);
    }

    @Test
    void topicsAreCreatedListedAndDeleted() {
        ask("topic.create", named("t"));
        assertThat(refused("topic.create", named("t"))).isEqualTo(ErrorCode.EXISTS);
        int consumer = client.subscribe(session, Kind.TOPIC, "t", null);
        client.send(client.producer(session, Destination.topic("t")), "x");
        assertThat(ask("topic.list", Map.of()).get(0))
                .containsEntry("name", "t")
                .containsEntry("subscriptions", 1)
                .containsEntry("published", 1L);
        assertThat(refused("topic.delete", named("t"))).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(consumer, 0);
        assertThat(ask("topic.delete", named("t"))).isEmpty();
        assertThat(refused("topic.delete", named("t"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void durableSubscriptionsAreListedAndDeleted() {
        int consumer = client.open(session, Kind.DURABLE, Destination.topic("t"), "sub", "a = 1");
        assertThat(ask("subscription.list", Map.of()).get(0))
                .containsEntry("name", "sub")
                .containsEntry("clientId", "me")
                .containsEntry("topic", "t")
                .containsEntry("shared", false)
                .containsEntry("selector", "a = 1")
                .containsEntry("consumers", 1);
        Map<String, Object> which = Map.of("clientId", "me", "name", "sub");
        assertThat(refused("subscription.delete", which)).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(consumer, 0);
        assertThat(ask("subscription.delete", which)).isEmpty();
        assertThat(refused("subscription.delete", which)).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void itNeedsTheAdminRight() {
        TestClient user = harness.connect(null, false);
        int correlation = user.manage("broker.status", Map.of());
        assertThat(user.failure(correlation)).isEqualTo(ErrorCode.NOT_AUTHORIZED);
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        assertThat(refused("queue.dance", Map.of())).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused("queue.show", Map.of())).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused("queue.show", Map.of("name", 5))).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused("queue.show", named("none"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused("queue.create", named("n".repeat(1025)))).isEqualTo(ErrorCode.INVALID_DESTINATION);
    }
}
