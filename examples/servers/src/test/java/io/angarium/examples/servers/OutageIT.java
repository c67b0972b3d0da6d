package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.examples.servers.app.Ledger;
import jakarta.jms.JMSContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The broker is killed, and the same application goes on when it is back. */
class OutageIT extends ApplicationBased {
    /** Each hits the beans at another step of their transactions. */
    private static final int KILLS = 3;

    private static final int BEFORE_EACH = 1_000;
    private static final int ALL = 4_500;

    /** As many as QueueBean has at work at a time. */
    private static final int INSTANCES = 4;

    private static final Duration ACTIVE_AGAIN = Duration.ofSeconds(5);

    @Test
    void beansGoOnAfterTheBrokerWasKilledUnderLoadAndNothingIsLostOrDoubled() throws Exception {
        List<String> sent = IntStream.range(0, ALL).mapToObj(i -> text("" + i)).toList();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(sent));
        List<Long> ready = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            int wanted = kill * BEFORE_EACH;
            awaitEntries(text(""), all -> all.size() >= wanted);
            broker().kill();
            broker().start();
            ready.add(System.currentTimeMillis());
        }

        sending.get(120, TimeUnit.SECONDS);
        List<Ledger.Entry> entries = awaitEntries(text(""), all -> all.size() >= ALL);
        assertThat(entries).extracting(Ledger.Entry::text).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(ready).allSatisfy(millis -> {
            List<Duration> active = activeAgain(entries, millis);
            assertThat(active).hasSizeGreaterThanOrEqualTo(INSTANCES);
            System.out.println("instances active again after " + active.subList(0, INSTANCES));
            assertThat(active.get(INSTANCES - 1)).isLessThanOrEqualTo(ACTIVE_AGAIN);
        });
    }

    /** When instances wrote down their first messages after that time: what they say themselves, since asking for it may take long. */
    private static List<Duration> activeAgain(List<Ledger.Entry> entries, long millis) {
        Map<String, Long> first = entries.stream()
                .filter(entry -> entry.millis() >= millis)
                .collect(Collectors.toMap(Ledger.Entry::instance, Ledger.Entry::millis, Math::min));
        return first.values().stream()
                .sorted()
                .map(at -> Duration.ofMillis(at - millis))
                .toList();
    }

    /** By a connection that survives the outage itself. */
    private void send(List<String> texts) {
        try (JMSContext context = broker().connect()) {
            texts.forEach(text -> context.createProducer().send(context.createQueue("recorded"), text));
        }
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
        assertThat(broker().receiveAll("idle", 100 + 10 * ways.size())).hasSize(100 + 10 * ways.size());
    }
}
