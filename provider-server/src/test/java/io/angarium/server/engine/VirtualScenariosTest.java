package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance scenarios that speak of hours, or of the share of a slow one: in virtual time, with the numbers that they state. */
@Timeout(60)
class VirtualScenariosTest {
    private static final Destination TASKS = Destination.queue("tasks");

    private final EngineHarness harness = new EngineHarness(10, 32 << 20);

    /** A worker that is free again at a time, having worked on the delivery with a tag. */
    private record Busy(long until, int worker, long tag) implements Comparable<Busy> {
        @Override
        public int compareTo(Busy other) {
            int sooner = Long.compare(until, other.until);
            return sooner != 0 ? sooner : Integer.compare(worker, other.worker);
        }
    }

    @Test
    void r1ASlowConsumerGetsItsShareAndHoldsNobodyUp() {
        int messages = 10_000;
        int[] millis = {2, 2, 2, 100};
        TestClient client = harness.connect();
        int session = client.session();
        int producer = client.producer(session, TASKS);
        for (int i = 0; i < messages; i++) {
            client.send(producer, "" + i);
            if (i % 1000 == 999) {
                harness.settle();
            }
        }
        Map<Integer, Integer> workers = new HashMap<>();
        int[] done = new int[millis.length];
        PriorityQueue<Busy> busy = new PriorityQueue<>();
        for (int worker = 0; worker < millis.length; worker++) {
            int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, TASKS, null);
            workers.put(consumer, worker);
            client.credit(consumer, 1);
        }
        harness.settle();
        long begin = harness.now();
        take(client, workers, millis, busy);
        while (!busy.isEmpty()) {
            Busy next = busy.poll();
            harness.pass(next.until() - harness.now());
            int consumer = workers.entrySet().stream()
                    .filter(entry -> entry.getValue() == next.worker())
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            client.accept(session, consumer, next.tag(), next.tag());
            client.credit(consumer, 1);
            done[next.worker()]++;
            harness.round();
            take(client, workers, millis, busy);
        }
        assertThat(done[0] + done[1] + done[2] + done[3]).isEqualTo(messages);
        assertThat(done[3]).as("of the slow one").isLessThan(messages / 50);
        double ideal = messages * 2 / 3.0;
        assertThat((double) (harness.now() - begin)).isLessThan(ideal * 1.1);
    }

    private void take(TestClient client, Map<Integer, Integer> workers, int[] millis, PriorityQueue<Busy> busy) {
        for (ConsumerFrame.Deliver deliver : client.deliveries()) {
            int worker = workers.get(deliver.consumer());
            busy.add(new Busy(harness.now() + millis[worker], worker, deliver.tag()));
        }
        client.received().clear();
    }

    @Test
    void c2AHundredThousandDueWithinAnHourComeOnceAndInTimeOverTwoRestarts() {
        int messages = 100_000;
        long hour = 3_600_000;
        int step = 50;
        Random random = new Random(3);
        long begin = harness.now();
        long[] due = new long[messages];
        TestClient sender = harness.connect();
        int sending = sender.session();
        int producer = sender.producer(sending, TASKS);
        for (int i = 0; i < messages; i++) {
            due[i] = begin + 1 + random.nextInt((int) hour);
            sender.send(producer, 0, 0, due[i] - harness.now(), Messages.text("" + i));
            if (i % 1000 == 999) {
                harness.settle();
                sender.received().clear();
            }
        }
        BitSet seen = new BitSet();
        TestClient client = harness.connect();
        int session = client.session();
        int consumer = client.consume(session, "tasks");
        int restarts = 0;
        long latest = 0;
        while (harness.now() <= begin + hour) {
            harness.pass(step).settle();
            long last = 0;
            for (ConsumerFrame.Deliver deliver : client.deliveries()) {
                int number = Integer.parseInt(TestClient.text(deliver));
                assertThat(seen.get(number)).as("%d comes twice", number).isFalse();
                seen.set(number);
                assertThat(harness.now()).isGreaterThanOrEqualTo(due[number]);
                latest = Math.max(latest, harness.now() - due[number]);
                last = deliver.tag();
            }
            if (last > 0) {
                client.accept(session, consumer, 1, last);
                harness.settle();
            }
            client.received().clear();
            if (harness.now() >= begin + hour / 3 * (restarts + 1) && restarts < 2) {
                restarts++;
                if (restarts == 1) {
                    harness.checkpoint().crash();
                } else {
                    harness.restart();
                }
                client = harness.connect();
                session = client.session();
                consumer = client.consume(session, "tasks");
            }
        }
        assertThat(restarts).isEqualTo(2);
        assertThat(seen.cardinality()).isEqualTo(messages);
        assertThat(latest).isLessThanOrEqualTo(250);
    }
}
