package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance scenarios of task queues that speak of minutes: in virtual time, with the numbers that they state. */
@Timeout(60)
class VirtualTaskScenariosTest {
    private static final Destination TASKS = Destination.queue("tasks");
    private static final int TRIES = 5;

    private EngineHarness harness = new EngineHarness(10, 32 << 20);

    private static EncodedMessage task(int number, Map<String, Object> properties) {
        return new MessageBuilder()
                .persistent(true)
                .destination(TASKS)
                .messageId("ID:" + number)
                .properties(properties)
                .text("" + number)
                .build();
    }

    /** What throws an IOException fails five times, after 1, 2, 4 and 8 s, 20 % more or less; what is invalid is dead at once. */
    @Test
    void c3FailuresAreTriedAgainByTheRuleAndInvalidOnesAreNot() {
        harness = new EngineHarness();
        harness.withPolicies(Policies.of(DestinationPolicy.standard(TRIES, "DLQ")
                .with(new RedeliveryPolicy(
                        TRIES, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 20, RedeliveryPolicy.Order.PASS))));
        TestClient client = harness.connect();
        int session = client.session();
        int producer = client.producer(session, TASKS);
        client.send(producer, "io");
        client.send(producer, "invalid");
        int consumer = client.consume(session, "tasks");
        harness.settle();
        List<Long> attempts = new ArrayList<>();
        long end = harness.now() + 60_000;
        while (harness.now() < end) {
            for (ConsumerFrame.Deliver deliver : client.deliveries()) {
                boolean io = TestClient.text(deliver).equals("io");
                client.handed(consumer, deliver.tag());
                client.settle(
                        session,
                        io ? ConsumerFrame.Verdict.RELEASE : ConsumerFrame.Verdict.REJECT,
                        consumer,
                        deliver.tag(),
                        deliver.tag());
                if (io) {
                    attempts.add(harness.now());
                }
            }
            harness.settle();
            harness.pass(10).settle();
        }
        assertThat(attempts).hasSize(TRIES);
        for (int i = 1; i < TRIES; i++) {
            long delay = 1000L << (i - 1);
            assertThat(attempts.get(i) - attempts.get(i - 1)).isBetween(delay * 8 / 10, delay * 12 / 10 + 20);
        }
        int dead = client.browse(session, "DLQ", null);
        client.credit(dead, 10);
        harness.settle();
        assertThat(client.deliveries().stream()
                        .map(one -> TestClient.text(one) + " "
                                + MessageReader.properties(one.message()).get(DeadLetters.CAUSE) + " "
                                + MessageReader.properties(one.message()).get(DeadLetters.ATTEMPTS)))
                .containsExactly("invalid rejected 1", "io attempts 5");
    }

    /** Every ten seconds for ten minutes, the broker killed every 47 s and away for up to half a minute. */
    @Test
    void c5APeriodicTaskFiresOnceEachTimeOverKillsAndRestarts() {
        TestClient sender = harness.connect();
        sender.send(
                sender.producer(sender.session(), TASKS),
                task(1, Map.of(Schedule.PROPERTY, "*/10 * * * * * Europe/Berlin")));
        harness.settle();
        long begin = harness.now();
        List<Long> fired = new ArrayList<>();
        TestClient client = harness.connect();
        int session = client.session();
        int consumer = client.consume(session, "tasks");
        int kills = 0;
        while (harness.now() < begin + 600_000 + 5_000) {
            harness.pass(50).settle();
            List<ConsumerFrame.Deliver> deliveries = client.deliveries();
            for (ConsumerFrame.Deliver deliver : deliveries) {
                fired.add(Instant.parse(String.valueOf(
                                MessageReader.properties(deliver.message()).get(Schedule.PROPERTY)))
                        .toEpochMilli());
                client.acceptAndWait(session, consumer, deliver.tag(), deliver.tag());
            }
            harness.settle();
            if (harness.now() >= begin + 47_000L * (kills + 1)) {
                kills++;
                harness.kill();
                harness.clockJumps(kills % 3 * 10_000L);
                client = harness.connect();
                session = client.session();
                consumer = client.consume(session, "tasks");
            }
        }
        assertThat(kills).isGreaterThan(10);
        long first = (begin / 10_000 + 1) * 10_000;
        assertThat(fired).hasSizeGreaterThanOrEqualTo(60);
        for (int i = 0; i < fired.size(); i++) {
            assertThat(fired.get(i)).isEqualTo(first + i * 10_000L);
        }
    }

    /** A thousand of ten thousand scheduled tasks are revoked, half by their identifiers, half by a header: nine thousand run. */
    @Test
    void c9RevokedTasksDoNotRunAndAllOthersDo() {
        TestClient client = harness.connect();
        int session = client.session();
        int producer = client.producer(session, TASKS);
        for (int i = 0; i < 10_000; i++) {
            client.send(producer, 0, 0, 60_000 + i % 100, task(i, Map.of("customer", i % 20)));
            if (i % 1000 == 999) {
                harness.settle();
            }
        }
        Set<Integer> revoked = new HashSet<>();
        for (int i = 1; i < 10_000; i += 20) {
            client.manage("schedule.cancel", Map.of("id", "ID:" + i, "name", "tasks"));
            revoked.add(i);
            harness.settle();
            client.received().clear();
        }
        int cancel = client.manage("schedule.cancel", Map.of("where", "customer = 7"));
        harness.settle();
        assertThat(client.rows(cancel).get(0)).containsEntry("cancelled", 500L);
        harness.crash();
        client = harness.connect();
        session = client.session();
        int consumer = client.consume(session, "tasks");
        client.credit(consumer, 20_000);
        harness.pass(60_200).settle();
        Set<Integer> ran = new HashSet<>();
        for (ConsumerFrame.Deliver deliver : client.deliveries()) {
            int number = Integer.parseInt(TestClient.text(deliver));
            assertThat(ran.add(number)).isTrue();
            assertThat(number % 20 == 7 || revoked.contains(number)).isFalse();
        }
        assertThat(ran).hasSize(9_000);
    }
}
