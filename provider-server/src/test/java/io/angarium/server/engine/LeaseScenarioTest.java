package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance scenarios of messages that are settled one by one, in virtual time. */
@Timeout(60)
class LeaseScenarioTest {
    private static final int CONSUMERS = 20;
    private static final int RECORDS = 20_000;
    private static final int TRIES = 3;
    private static final long LEASE = 30_000;
    private static final long TEN_MINUTES = 600_000;
    private static final long STEP = 5_000;
    private static final Destination QUEUE = Destination.queue("records");

    private final EngineHarness harness = new EngineHarness(10, 64 << 20);
    private final Map<Integer, Integer> accepted = new HashMap<>();
    private final Map<Integer, Integer> deliveries = new HashMap<>();

    /** One of the twenty: fetches a record whenever it is done with one. */
    private final class Worker {
        final TestClient client = harness.connect();
        final int session = client.session();
        final int consumer = client.open(
                session, ConsumerFrame.Kind.QUEUE, Destination.queue("records?consumer.lease=" + LEASE), null);

        void fetch() {
            client.credit(consumer, 1);
        }

        void settle(Verdict verdict, Deliver delivery) {
            client.settle(session, verdict, consumer, delivery.tag(), delivery.tag());
        }

        /** Accepts, releases or rejects what it has got, as the record asks for, and fetches another. */
        int work() {
            List<Deliver> got = client.deliveries();
            for (Deliver delivery : got) {
                int record = Integer.parseInt(TestClient.text(delivery));
                client.handed(consumer, delivery.tag());
                deliveries.merge(record, 1, Integer::sum);
                if (record % 100 == 7 && delivery.deliveryCount() == 1 || record % 1000 == 9) {
                    settle(Verdict.RELEASE, delivery);
                } else if (record % 100 == 8) {
                    settle(Verdict.REJECT, delivery);
                } else {
                    accepted.merge(record, 1, Integer::sum);
                    settle(Verdict.ACCEPT, delivery);
                }
                fetch();
            }
            return got.size();
        }
    }

    private long messages(TestClient client, String queue) {
        return (long) client.rows(client.manage("queue.show", Map.of("name", queue)))
                .get(0)
                .get("messages");
    }

    private List<Worker> workers() {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < CONSUMERS; i++) {
            Worker worker = new Worker();
            worker.fetch();
            workers.add(worker);
        }
        return workers;
    }

    private void fill(TestClient sender) {
        int producer = sender.producer(sender.session(), QUEUE);
        for (int from = 0; from < RECORDS; from += 500) {
            sender.send(
                    producer,
                    IntStream.range(from, from + 500).mapToObj(String::valueOf).toList());
            harness.settle();
        }
    }

    /** Twenty consumers of one queue; one is at a record for ten minutes, another hangs: eighteen go on with thousands behind those. */
    @Test
    void k9ARecordThatIsStuckForTenMinutesDoesNotStallTheOthers() {
        harness.withPolicies(Policies.of(DestinationPolicy.standard(TRIES, "DLQ")));
        TestClient sender = harness.connect();
        fill(sender);
        List<Worker> workers = workers();
        harness.settle();
        Worker stuck = workers.get(0);
        Deliver held = stuck.client.deliveries().get(0);
        stuck.client.handed(stuck.consumer, held.tag());
        Worker hung = workers.get(1);
        Deliver lost = hung.client.deliveries().get(0);
        hung.client.handed(hung.consumer, lost.tag());

        long begin = harness.now();
        int step = 0;
        long lastProgress = begin;
        while (harness.now() < begin + TEN_MINUTES) {
            int worked = 0;
            for (int round = 0; round < 10; round++) {
                for (Worker worker : workers.subList(2, CONSUMERS)) {
                    worked += worker.work();
                }
                harness.settle();
            }
            if (worked > 0) {
                assertThat(harness.now() - lastProgress).as("nobody waits").isLessThanOrEqualTo(LEASE);
                lastProgress = harness.now();
            }
            if (++step % 4 == 0) {
                stuck.settle(Verdict.RENEW, held);
            }
            harness.pass(STEP).settle();
        }

        String stuckAt = TestClient.text(held);
        String lostAt = TestClient.text(lost);
        assertThat(deliveries).doesNotContainKey(Integer.valueOf(stuckAt));
        assertThat(deliveries.get(Integer.valueOf(lostAt)))
                .as("of the one that hung")
                .isPositive();
        assertThat(messages(sender, "records"))
                .as("all but the one that is stuck")
                .isEqualTo(1);
        assertThat(accepted.values()).as("each is accepted once").containsOnly(1);
        assertThat(accepted).hasSize(RECORDS - 1 - RECORDS / 100 - RECORDS / 1000);
        assertThat(messages(sender, "DLQ"))
                .as("rejected, and tried too often")
                .isEqualTo(RECORDS / 100 + RECORDS / 1000);
        assertThat(deliveries.get(9)).isEqualTo(TRIES);
        assertThat(deliveries.get(107)).isEqualTo(2);

        int late = hung.client.acceptAndWait(hung.session, hung.consumer, lost.tag(), lost.tag());
        int inTime = stuck.client.acceptAndWait(stuck.session, stuck.consumer, held.tag(), held.tag());
        harness.settle();
        assertThat(hung.client.failure(late)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(stuck.client.ok(inTime)).isTrue();
        assertThat(messages(sender, "records")).isZero();
    }

    /** Of five messages the first and the third are acknowledged when the broker's process is killed. */
    @Test
    void r2AfterAKillExactlyThoseComeAgainThatWereNotAcknowledged() {
        TestClient client = harness.connect();
        int session = client.session();
        client.send(client.producer(session, QUEUE), List.of("1", "2", "3", "4", "5"));
        int consumer = client.consume(session, "records");
        harness.settle();
        assertThat(client.deliveries()).hasSize(5);
        client.handed(consumer, 5);
        client.acceptAndWait(session, consumer, 1, 1);
        client.acceptAndWait(session, consumer, 3, 3);
        harness.settle();
        harness.kill();
        client = harness.connect();
        client.consume(client.session(), "records");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(one -> TestClient.text(one) + " " + one.deliveryCount())
                .containsExactly("2 2", "4 2", "5 2");
    }

    @Test
    void aHundredThousandLeasesEndInTheirTime() {
        int many = 100_000;
        TestClient client = harness.connect();
        int session = client.session();
        int producer = client.producer(session, QUEUE);
        for (int from = 0; from < many; from += 500) {
            client.send(
                    producer,
                    IntStream.range(from, from + 500).mapToObj(String::valueOf).toList());
            harness.settle();
        }
        int consumer = client.open(
                session, ConsumerFrame.Kind.QUEUE, Destination.queue("records?consumer.lease=" + LEASE), null);
        client.credit(consumer, many);
        harness.settle();
        assertThat(client.deliveries()).hasSize(many);
        harness.pass(LEASE - 1).settle();
        assertThat(client.take(ConsumerFrame.Timing.class)).hasSize(1);
        harness.pass(1).settle();
        assertThat(client.take(ConsumerFrame.Timing.class)).hasSize(many);
        assertThat(messages(client, "records")).isEqualTo(many);
    }
}
