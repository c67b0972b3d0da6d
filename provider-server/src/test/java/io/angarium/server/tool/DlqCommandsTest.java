package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters by the command line. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DlqCommandsTest {
    private static final long SOON = 10_000;

    @TempDir
    private Path folder;

    private Broker broker;
    private String url;
    private JMSContext context;

    /** Five orders and a piece of news die of one attempt. */
    @BeforeEach
    void deadLetters() {
        Policies.Rule once = new Policies.Rule(
                NamePattern.of(">"),
                List.of(new Policies.Said(
                        "test", "test", (DestinationPolicy p) -> p.with(RedeliveryPolicy.atOnce(1)))));
        broker = Broker.start(BrokerSettings.in(folder).withPort(0).withRules(List.of(once)));
        url = "angarium://127.0.0.1:" + broker.port();
        context = new AngariumConnectionFactory(url).createContext(JMSContext.SESSION_TRANSACTED);
        for (int i = 1; i <= 5; i++) {
            context.createProducer()
                    .setPriority(i)
                    .setJMSCorrelationID("c" + i)
                    .setProperty("number", i)
                    .send(context.createQueue("orders"), "order " + i);
        }
        context.commit();
        die(context.createConsumer(context.createQueue("orders")), 5);
        Topic news = context.createTopic("news");
        JMSConsumer subscriber = context.createSharedDurableConsumer(news, "reader");
        context.createProducer().send(news, "news");
        context.commit();
        die(subscriber, 1);
        await("DLQ 6");
    }

    private void die(JMSConsumer consumer, int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(consumer.receive(SOON)).isNotNull();
        }
        context.rollback();
        consumer.close();
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private Captured ok(String... words) {
        Captured terminal = new Captured();
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--url", url));
        assertThat(terminal.run(line.toArray(new String[0]))).as(terminal.err()).isEqualTo(Angarium.OK);
        return terminal;
    }

    private void await(String row) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        ok("dlq", "list").out().lines().map(line -> line.replaceAll(" +", " ")))
                .anySatisfy(line -> assertThat(line).startsWith(row + " ")));
    }

    private List<Message> orders() {
        List<Message> all = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(context.createQueue("orders"))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                all.add(m);
            }
        }
        return all;
    }

    @Test
    void whatDiedTellsWhereItCameFromAndWhy() {
        List<String> lines = ok("dlq", "show", "DLQ", "--where", "number >= 4 OR number IS NULL")
                .out()
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("MESSAGE ORIGIN CAUSE ATTEMPTS DEATHS FIRST LAST CONSUMER REASON");
        assertThat(lines.get(1)).contains(" queue:orders attempts 1 1 ", " delivered 1 times without acknowledgement");
        assertThat(lines.get(3)).contains(" subscription:reader@news attempts 1 1 ");
        assertThat(ok("dlq", "show", "DLQ", "--count", "2", "--json").out()).contains("\"origin\":\"queue:orders\"");
    }

    @Test
    void aDryRunChangesNothing() {
        assertThat(ok("dlq", "retry", "DLQ", "--dry-run").err())
                .contains("5 messages would be sent back, 1 left: they did not come from a queue");
        assertThat(ok("dlq", "discard", "DLQ", "--dry-run", "--where", "number < 3")
                        .err())
                .contains("2 messages would be discarded");
        await("DLQ 6");
    }

    @Test
    void whatIsRetriedGoesBackAsItWas() throws JMSException {
        assertThat(ok("dlq", "retry", "DLQ", "--where", "number = 2 OR number = 4", "--rate", "1000")
                        .err())
                .contains("2 messages sent back");
        List<Message> back = orders();
        assertThat(back).hasSize(2);
        Message first = back.get(0);
        assertThat(first.getBody(String.class)).isEqualTo("order 4");
        assertThat(first.getJMSCorrelationID()).isEqualTo("c4");
        assertThat(first.getJMSPriority()).isEqualTo(4);
        assertThat(first.getIntProperty("number")).isEqualTo(4);
        assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(first.getStringProperty("JMS_ANGARIUM_DEAD_ORIGIN")).isEqualTo("queue:orders");
        context.rollback();
        await("DLQ 6");
        assertThat(ok("dlq", "show", "DLQ", "--where", "JMS_ANGARIUM_DEAD_COUNT = 2", "--json")
                        .out())
                .contains("\"deaths\":2");
    }

    @Test
    void whatCameFromASubscriptionIsLeft() throws JMSException {
        assertThat(ok("dlq", "retry", "DLQ").err())
                .contains("5 messages sent back, 1 left: they did not come from a queue");
        assertThat(orders()).hasSize(5);
        await("DLQ 1");
    }

    @Test
    void whatIsDiscardedIsGone() {
        assertThat(ok("dlq", "discard", "DLQ", "--count", "2").err()).contains("2 messages discarded");
        await("DLQ 4");
        ok("dlq", "discard", "DLQ");
        await("DLQ 0");
    }
}
