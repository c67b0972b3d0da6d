package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.examples.servers.app.Ledger;
import jakarta.jms.JMSContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The broker is killed, and the same application goes on when it is back. */
class OutageIT extends ApplicationBased {
    private static final int BEFORE = 1_000;
    private static final int ALL = 3_000;

    /** As many as QueueBean has at work at a time. */
    private static final int INSTANCES = 4;

    private static final Duration ACTIVE_AGAIN = Duration.ofSeconds(5);

    @Test
    void beansGoOnAfterTheBrokerWasKilledUnderLoadAndNothingIsLostOrDoubled() throws Exception {
        List<String> sent = IntStream.range(0, ALL).mapToObj(i -> text("" + i)).toList();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(sent));
        List<Ledger.Entry> before = awaitEntries(text(""), all -> all.size() >= BEFORE);

        broker().kill();
        broker().start();
        long ready = System.nanoTime();
        int count = app().entries(text(""))
                .size(); // not sooner: rows of transactions in progress are locked, and those wait for the broker

        await().atMost(ACTIVE_AGAIN).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        instances(app().entries(text("")), count))
                .hasSizeGreaterThanOrEqualTo(INSTANCES));
        System.out.println("all instances active again after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ready) + " ms, " + before.size() + " before");
        sending.get(60, TimeUnit.SECONDS);
        List<Ledger.Entry> entries = awaitEntries(text(""), all -> all.size() >= ALL);
        assertThat(entries).extracting(Ledger.Entry::text).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** By a connection that survives the outage itself. */
    private void send(List<String> texts) {
        try (JMSContext context = broker().connect()) {
            texts.forEach(text -> context.createProducer().send(context.createQueue("recorded"), text));
        }
    }

    private static Set<String> instances(List<Ledger.Entry> entries, int after) {
        return entries.stream().skip(after).map(Ledger.Entry::instance).collect(Collectors.toSet());
    }

    @Test
    void pooledConnectionsThatWereIdleDoNotFailTheApplication() throws Exception {
        List<CompletableFuture<Web.Answer>> calls = IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> app().call("byFactory", Map.of("queue", "idle", "text", text("before"), "count", "20"))))
                .toList();
        for (CompletableFuture<Web.Answer> call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(new Web.Answer(200, "done"));
        }
        broker().kill();
        broker().start();

        List<String> ways = List.of("byFactory", "byContext", "byFactoryAlone", "byContextAlone");
        for (int i = 0; i < 10; i++) {
            for (String how : ways) {
                assertThat(app().call(how, "idle", text("after"))).isEqualTo(new Web.Answer(200, "done"));
            }
        }
        assertThat(broker().receive("idle", 200, 1_000)).hasSize(100 + 10 * ways.size());
    }
}
