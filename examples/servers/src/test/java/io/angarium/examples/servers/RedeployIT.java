package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The application is taken away and comes back while messages come. */
class RedeployIT extends ApplicationBased {
    private static final int ALL = 2_000;
    private static final int BEFORE = 200;
    private static final int MISSED = 20;

    @Test
    void nothingIsLostOrDoubledWhenTheApplicationIsDeployedAgainUnderLoad() throws Exception {
        List<String> sent = IntStream.range(0, ALL).mapToObj(i -> text("" + i)).toList();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send("asked", false, sent));
        List<String> first = broker().receive("answered", BEFORE, 30_000);

        undeploy();
        deploy();

        sending.get(120, TimeUnit.SECONDS);
        List<String> rest = broker().receiveAll("answered", ALL - BEFORE);
        assertThat(first).hasSize(BEFORE);
        assertThat(Stream.concat(first.stream(), rest.stream())).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aDurableSubscriptionKeepsWhatComesMeanwhile() {
        send("news", true, List.of(text("before")));
        awaitEntries(text("before"), all -> all.stream()
                .anyMatch(entry -> entry.bean().equals("DurableBean")));
        undeploy();
        List<String> missed =
                IntStream.range(0, MISSED).mapToObj(i -> text("missed" + i)).toList();
        send("news", true, missed);
        deploy();

        assertThat(awaitEntries(text("missed"), all -> all.size() >= 2 * MISSED))
                .filteredOn(entry -> entry.bean().equals("DurableBean"))
                .extracting("text")
                .containsExactlyInAnyOrderElementsOf(missed);
    }

    private void send(String destination, boolean topic, List<String> texts) {
        try (JMSContext context = broker().connect()) {
            texts.forEach(text -> context.createProducer()
                    .send(topic ? context.createTopic(destination) : context.createQueue(destination), text));
        }
    }
}
