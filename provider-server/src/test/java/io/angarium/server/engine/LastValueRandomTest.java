package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LastValuePolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue of last values against a model that is a list: messages are sent, in transactions or not, taken, acknowledged, given back; the rule comes and goes; the broker is
 * stopped, killed, takes checkpoints. At any time the queue has the newest of each value, in order, but for what a consumer has.
 */
@Timeout(120)
class LastValueRandomTest {
    private static final Destination PRICES = Destination.queue("prices");
    private static final int SEEDS = Integer.getInteger("values.seeds", 80);
    private static final int STEPS = 120;
    private static final int MUCH = 1_000_000;
    private static final int MESSAGES_REMOVED = 11;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> trace = new ArrayList<>();
    private Random random = new Random();
    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session;
    private int producer;
    private int consumer;
    private int sent;
    private final List<Entry> queue = new ArrayList<>();
    private final List<Entry> held = new ArrayList<>();

    /** A message; its number is its text. */
    private record Entry(int number, int value) {}

    @Test
    void theNewestOfEachValueIsThereWhateverHappens() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            int only = Integer.getInteger("values.seed", seed);
            try {
                run(only, false);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dvalues.seed=" + only + ": " + e.getMessage() + ", after " + trace, e);
            }
        }
        System.out.printf("last values: %d seeds, %s%n", SEEDS, counts);
        assertThat(counts.keySet())
                .contains("replaced", "replaced while held", "committed", "acknowledged", "given back", "crash", "kill")
                .contains("restart", "checkpoint");
    }

    @Test
    void anAcknowledgementThatIsForgottenWouldBeFound() {
        int found = 0;
        for (int seed = 1; seed <= 10; seed++) {
            try {
                run(seed, true);
            } catch (AssertionError expected) {
                found++;
            }
        }
        assertThat(found).isGreaterThan(3);
    }

    private void run(int seed, boolean fault) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace.clear();
        queue.clear();
        held.clear();
        sent = 0;
        Policies policies = Policies.of(DestinationPolicy.standard(1_000, "DLQ").with(new LastValuePolicy("share")));
        harness = new EngineHarness().withPolicies(policies, random.nextBoolean() ? 1_000_000 : 64L << 20);
        if (fault) {
            harness.tamper(LastValueRandomTest::forgetting);
        }
        connect();
        for (int step = 0; step < STEPS; step++) {
            step();
            check();
        }
    }

    /** Acknowledgements are those of another queue. */
    private static ByteBuffer forgetting(int type, ByteBuffer payload) {
        if (type != MESSAGES_REMOVED || payload.get(12) != 0) {
            return payload;
        }
        ByteBuffer changed = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        return changed.putInt(8, 9_999);
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, PRICES);
        consumer = 0;
        quiet();
    }

    private void quiet() {
        harness.settle().force().settle();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
        trace.add(what);
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            send(1 + random.nextInt(20), random.nextInt(3) == 0);
        } else if (dice < 70) {
            take(1 + random.nextInt(10));
        } else if (dice < 90) {
            endOfConsumer();
        } else if (dice < 94) {
            harness.checkpoint();
            count("checkpoint");
        } else {
            stop(random.nextInt(3));
        }
    }

    private void send(int howMany, boolean transacted) {
        long transaction = transacted ? 1_000 + sent : 0;
        for (int i = 0; i < howMany; i++) {
            Entry entry = new Entry(++sent, random.nextInt(12));
            Map<String, Object> properties = entry.value() == 0 ? Map.of() : Map.of("share", entry.value());
            client.send(producer, transaction, 0, 0, Messages.with("" + sent, properties));
            if (entry.value() != 0) {
                if (queue.removeIf(other -> other.value() == entry.value())) {
                    count("replaced");
                } else if (held.stream().anyMatch(other -> other.value() == entry.value())) {
                    count("replaced while held");
                }
            }
            queue.add(entry);
        }
        if (transacted) {
            client.commit(session, transaction);
            count("committed");
        }
        quiet();
    }

    /** A consumer takes so many, if there is none. */
    private void take(int most) {
        if (consumer != 0) {
            return;
        }
        consumer = client.open(session, Kind.QUEUE, PRICES, null);
        client.credit(consumer, most);
        quiet();
        List<Entry> expected = new ArrayList<>(queue.subList(0, Math.min(most, queue.size())));
        assertThat(client.texts(consumer)).isEqualTo(texts(expected));
        queue.removeAll(expected);
        held.addAll(expected);
        trace.add("took " + expected);
        if (expected.size() < most) {
            endOfConsumer(); // else it would take what comes
        }
    }

    private void endOfConsumer() {
        if (consumer == 0) {
            return;
        }
        int accepted = random.nextInt(held.size() + 1);
        if (accepted > 0) {
            client.accept(session, consumer, 1, accepted);
            count("acknowledged");
            held.subList(0, accepted).clear();
        }
        boolean seen = random.nextBoolean();
        client.closeConsumer(consumer, seen ? MUCH : 0);
        if (seen) {
            client.recover(session);
        }
        consumer = 0;
        quiet();
        giveBack();
    }

    /** What was held returns to its place, but for what is not the newest any more. */
    private void giveBack() {
        for (Entry entry : held) {
            if (entry.value() == 0 || queue.stream().noneMatch(other -> other.value() == entry.value())) {
                queue.add(entry);
                count("given back");
            }
        }
        held.clear();
        queue.sort(Comparator.comparingInt(Entry::number));
    }

    private void stop(int how) {
        quiet();
        switch (how) {
            case 0 -> harness.crash();
            case 1 -> harness.kill();
            default -> harness.restart();
        }
        count(how == 0 ? "crash" : how == 1 ? "kill" : "restart");
        giveBack();
        connect();
    }

    private void check() {
        int browser = client.browse(session, "prices", null);
        client.credit(browser, MUCH);
        quiet();
        assertThat(client.texts(browser)).as("what waits").isEqualTo(texts(queue));
        Object messages = client.rows(client.manage("queue.show", Map.of("name", "prices")))
                .get(0)
                .get("messages");
        assertThat(((Number) messages).intValue()).isEqualTo(queue.size() + held.size());
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream().map(entry -> "" + entry.number()).toList();
    }
}
