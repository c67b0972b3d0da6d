package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why a message is not delivered: {@code message.explain}. */
@Timeout(20)
class MessageExplainTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect("shop");
    private int session = client.session();

    private static EncodedMessage message(String id) {
        return new MessageBuilder()
                .persistent(true)
                .destination(ORDERS)
                .messageId(id)
                .properties(Map.of("region", "eu", "amount", 5))
                .text(id)
                .build();
    }

    private void send(String id, long delay) {
        client.send(client.producer(session, ORDERS), 0, 0, delay, message(id));
        harness.settle();
    }

    private int ask(String id, @Nullable String queue) {
        Map<String, Object> arguments = new HashMap<>(Map.of("id", id));
        if (queue != null) {
            arguments.put("name", queue);
        }
        int request = client.manage("message.explain", arguments);
        harness.settle();
        return request;
    }

    private List<Map<String, Object>> explain(String id) {
        List<Map<String, Object>> deep = client.rows(ask(id, "orders"));
        assertThat(client.rows(ask(id, null))).isEqualTo(deep);
        return deep;
    }

    private Object because(String id) {
        return explain(id).get(0).get("because");
    }

    @Test
    void thereIsNoConsumer() {
        send("ID:1", 0);
        assertThat(explain("ID:1"))
                .containsExactly(
                        Map.of("what", "message in queue orders", "value", "waits", "because", "there is no consumer"));
    }

    @Test
    void theQueueIsPaused() {
        send("ID:1", 0);
        client.manage("queue.pause", Map.of("name", "orders"));
        harness.settle();
        assertThat(because("ID:1")).isEqualTo("the queue is paused: 'queue resume' ends that");
    }

    @Test
    void itsTimeHasNotCome() {
        send("ID:1", 60_000);
        assertThat(because("ID:1")).isEqualTo("its delivery time is " + Instant.ofEpochMilli(harness.now() + 60_000));
    }

    @Test
    void aConsumerHasIt() {
        send("ID:1", 0);
        client.credit(client.consume(session, "orders"), 1);
        harness.settle();
        assertThat(explain("ID:1").get(0).get("value")).isEqualTo("delivered");
        assertThat(because("ID:1").toString())
                .contains("of connection " + client.id() + " (client shop, user anonymous, here:1) has it");
    }

    @Test
    void theCreditIsUsedUpByWhomAndSinceWhen() {
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        long since = harness.now();
        send("ID:1", 0);
        harness.pass(5_000);
        send("ID:2", 0);
        List<Map<String, Object>> rows = explain("ID:2");
        assertThat(rows.get(0)).containsEntry("because", "no consumer takes it now");
        assertThat(rows.get(1).get("what").toString()).contains("(client shop, ");
        assertThat(rows.get(1))
                .containsEntry(
                        "because",
                        "takes no more before it has acknowledged, or asked for more, since "
                                + Instant.ofEpochMilli(since));
        int request = client.manage("queue.explain", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(request)).anySatisfy(row -> assertThat(row.get("because"))
                .isEqualTo(rows.get(1).get("because")));
    }

    @Test
    void theSelectorDoesNotMatchAndWhichTermOfIt() {
        int consumer = client.consume(session, "orders", "region = 'eu' AND amount BETWEEN 10 AND 20 AND x IS NULL");
        client.credit(consumer, 1);
        send("ID:1", 0);
        List<Map<String, Object>> rows = explain("ID:1");
        assertThat(rows.get(0)).containsEntry("because", "no consumer takes it now");
        assertThat(rows.get(1)).containsEntry("because", "its selector does not match: amount BETWEEN 10 AND 20");
    }

    @Test
    void aTransactionHoldsIt() {
        send("ID:1", 0);
        int consumer = client.consume(session, "orders");
        client.credit(consumer, 1);
        harness.settle();
        client.acceptIn(session, 1, consumer, 1, 1);
        harness.settle();
        assertThat(because("ID:1")).isEqualTo("a transaction of connection " + client.id() + " has not ended");
    }

    @Test
    void itWaitsForItsNextAttempt() {
        harness.withPolicies(Policies.of(DestinationPolicy.standard(5, "DLQ")
                        .with(new RedeliveryPolicy(
                                5, Duration.ofSeconds(30), 1, Duration.ofSeconds(30), 0, RedeliveryPolicy.Order.PASS))))
                .restart();
        client = harness.connect("shop");
        session = client.session();
        send("ID:1", 0);
        int consumer = client.consume(session, "orders");
        client.credit(consumer, 1);
        harness.settle();
        client.closeConsumer(consumer, 1);
        client.closeSession(session);
        session = client.session();
        harness.settle();
        assertThat(explain("ID:1").get(0)).containsEntry("value", "delayed after 1 attempts");
        assertThat(because("ID:1")).isEqualTo("its next attempt is at " + Instant.ofEpochMilli(harness.now() + 30_000));
    }

    @Test
    void itIsNowhere() {
        send("ID:1", 0);
        assertThat(client.failure(ask("ID:2", null))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(client.failure(ask("ID:2", "orders"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(client.failure(ask("ID:1", "nowhere"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void whatIsOnlyOnDiskIsReadWhereTheQueueIsNamed() {
        harness = new EngineHarness().withBudget(400_000);
        client = harness.connect("shop");
        session = client.session();
        int producer = client.producer(session, ORDERS);
        for (int i = 0; i < 3000; i++) {
            client.send(producer, 0, 0, i % 10 == 0 ? 60_000 : 0, message("ID:" + i));
            if (i % 20 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(client.isClosed()).as(client.closeReason()).isFalse();
        assertThat(client.failure(ask("ID:1501", null))).isEqualTo(ErrorCode.NOT_FOUND);
        for (String id : List.of("ID:1501", "ID:1500", "ID:2999", "ID:2990", "ID:0")) {
            assertThat(client.rows(ask(id, "orders"))).as(id).hasSize(1);
        }
    }

    @Test
    void lookingAtAMessageMakesNoGroup() {
        int producer = client.producer(session, ORDERS);
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        for (String group : List.of("first", "second")) {
            client.send(
                    producer,
                    new MessageBuilder()
                            .persistent(true)
                            .destination(ORDERS)
                            .messageId("ID:" + group)
                            .properties(Map.of("JMSXGroupID", group))
                            .text(group)
                            .build());
            harness.settle();
        }
        assertThat(groups()).isEqualTo(1);
        assertThat(explain("ID:second").get(0)).containsEntry("because", "no consumer takes it now");
        assertThat(groups()).isEqualTo(1);
    }

    private Object groups() {
        int request = client.manage("queue.show", Map.of("name", "orders"));
        harness.settle();
        return client.rows(request).get(0).get("groups");
    }
}
