package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue that its consumers only read against a model: whatever they acknowledge, give back, whenever they come, go and vanish, and however often the broker is stopped, the queue has
 * what was sent and has not made room, and each reader gets each of it once, in order, before it gets any again that it gave back.
 */
@Timeout(120)
class NonDestructiveRandomTest {
    private static final Destination CATALOGUE = Destination.queue("catalogue");
    private static final int SEEDS = Integer.getInteger("readers.seeds", 80);
    private static final int STEPS = 100;
    private static final int MUCH = 1_000_000;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> trace = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<String> queue = new ArrayList<>();
    private Random random = new Random();
    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session;
    private int producer;
    private int bound;
    private int sent;

    /** A client with one consumer. */
    private final class Reader {
        private final TestClient own = harness.connect();
        private final int session = own.session();
        private final int consumer = own.open(session, Kind.QUEUE, CATALOGUE, null);
        private final Set<String> given = new HashSet<>();
        private final Map<Long, String> open = new TreeMap<>();
        private final Set<String> returned = new HashSet<>();
        private int last;
        private boolean unlimited;

        /** Takes what has come. */
        private void look() {
            for (ConsumerFrame.Deliver deliver : own.deliveries()) {
                String text = TestClient.text(deliver);
                if (!returned.remove(text)) {
                    assertThat(given.add(text)).as("given once: " + text).isTrue();
                    assertThat(Integer.parseInt(text)).as("in order").isGreaterThan(last);
                    last = Integer.parseInt(text);
                }
                open.put(deliver.tag(), text);
            }
            if (unlimited) {
                assertThat(given).as("has been given all that is there").containsAll(queue);
            }
        }

        private void settle() {
            look();
            List<Long> tags = List.copyOf(open.keySet());
            if (!tags.isEmpty()) {
                long tag = tags.get(random.nextInt(tags.size()));
                boolean accepts = random.nextBoolean();
                own.settle(session, accepts ? Verdict.ACCEPT : Verdict.RETURN, consumer, tag, tag);
                String text = open.remove(tag);
                if (!accepts) {
                    returned.add(text);
                }
                count(accepts ? "acknowledged" : "given back");
            }
        }
    }

    @Test
    void eachReaderGetsEachMessageOnceAndTakesNoneAwayWhateverHappens() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            int only = Integer.getInteger("readers.seed", seed);
            try {
                run(only, true);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dreaders.seed=" + only + ": " + e.getMessage() + ", after " + trace, e);
            }
        }
        System.out.printf("readers: %d seeds, %s%n", SEEDS, counts);
        assertThat(counts.keySet())
                .contains("acknowledged", "given back", "made room", "vanished", "closed", "stopped");
    }

    @Test
    void readersThatTakeAwayWouldBeFound() {
        int found = 0;
        for (int seed = 1; seed <= 10; seed++) {
            try {
                run(seed, false);
            } catch (AssertionError expected) {
                found++;
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    private void run(int seed, boolean nonDestructive) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace.clear();
        readers.clear();
        queue.clear();
        sent = 0;
        bound = random.nextBoolean() ? 5 + random.nextInt(100) : 1_000_000;
        LimitPolicy limits = new LimitPolicy(bound, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ZERO, "none");
        Policies policies = Policies.of(
                DestinationPolicy.standard(1_000, "DLQ").with(limits).with(new ConsumerPolicy(false, nonDestructive)));
        harness = new EngineHarness().withPolicies(policies, 64L << 20);
        connect();
        for (int step = 0; step < STEPS; step++) {
            step();
            quiet();
            readers.forEach(Reader::look);
            check();
        }
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, CATALOGUE);
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
        Reader reader = readers.isEmpty() ? null : readers.get(random.nextInt(readers.size()));
        if (dice < 35) {
            send(1 + random.nextInt(40));
        } else if (dice < 45) {
            readers.add(new Reader());
        } else if (reader != null && dice < 60) {
            reader.unlimited = random.nextInt(3) == 0;
            reader.own.credit(reader.consumer, reader.unlimited ? MUCH : random.nextInt(300));
        } else if (reader != null && dice < 88) {
            reader.settle();
        } else if (reader != null && dice < 91) {
            readers.remove(reader);
            reader.own.vanish();
            count("vanished");
        } else if (reader != null && dice < 95) {
            readers.remove(reader);
            reader.own.closeConsumer(reader.consumer, 0);
            count("closed");
        } else if (dice >= 95) {
            readers.clear();
            if (random.nextBoolean()) {
                harness.checkpoint();
            }
            if (random.nextBoolean()) {
                harness.crash();
            } else {
                harness.restart();
            }
            count("stopped");
            connect();
        }
    }

    private void send(int howMany) {
        for (int i = 0; i < howMany; i++) {
            String text = "" + ++sent;
            client.send(producer, text);
            queue.add(text);
            quiet();
            if (queue.size() > bound) {
                queue.remove(0);
                count("made room");
            }
        }
    }

    private void check() {
        int browser = client.browse(session, "catalogue", null);
        client.credit(browser, MUCH);
        quiet();
        assertThat(client.texts(browser)).as("what is there").isEqualTo(queue);
    }
}
