package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Topics that keep messages against a model that is a list for the topic and one for each durable subscription: whatever is published, in transactions or not,
 * taken, dropped, parked, reconfigured, and however often the broker is stopped, killed or takes checkpoints, each subscription gets what was kept when it came and what
 * came then, once and in order.
 */
@Timeout(120)
class KeptRandomTest {
    private static final Destination NEWS = Destination.topic("news");
    private static final int SEEDS = Integer.getInteger("kept.seeds", 60);
    private static final int STEPS = 120;
    private static final int MOST = 60;
    private static final int MUCH = 1_000_000;
    private static final int SUBSCRIPTION_FED = 16;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> trace = new ArrayList<>();
    private Random random = new Random();
    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session;
    private int producer;
    private int published;
    private int bound;
    private int boundAtStart;
    private boolean checkpointing;
    /** Whether messages have priorities, which a subscription that gets nothing of the past would go by. */
    private boolean ranked;

    private final List<String> kept = new ArrayList<>();
    /** What is not persistent and will be gone after a stop. */
    private final Set<String> passing = new HashSet<>();

    private final TreeMap<String, Durable> durables = new TreeMap<>();

    /** A durable subscription: what is still to come, and what may come although it was acknowledged, since nothing was forced since. */
    private static final class Durable {
        private final List<String> due = new ArrayList<>();
        private final List<String> unsure = new ArrayList<>();
        private boolean selects;
    }

    @Test
    void eachSubscriptionGetsThePastAndThePresentOnceAndInOrderWhateverHappens() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            int only = Integer.getInteger("kept.seed", seed);
            try {
                run(only, false);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dkept.seed=" + only + ": " + e.getMessage() + ", after " + trace, e);
            }
        }
        System.out.printf("kept topics: %d seeds, %s%n", SEEDS, counts);
        assertThat(counts.keySet())
                .as(counts.toString())
                .contains("crash", "kill", "restart", "checkpoint", "half a checkpoint", "committed", "parked", "bound")
                .contains("all", "last", "none", "dropped ahead");
    }

    @Test
    void aPlaceThatIsForgottenWouldBeFound() {
        int found = 0;
        for (int seed = 1; seed <= 10; seed++) {
            try {
                run(seed, true);
            } catch (AssertionError expected) {
                found++;
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    private void run(int seed, boolean fault) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        trace.clear();
        kept.clear();
        passing.clear();
        durables.clear();
        published = 0;
        checkpointing = false;
        bound = bounds();
        boundAtStart = bound;
        ranked = random.nextBoolean();
        harness = new EngineHarness().withPolicies(policies(), random.nextBoolean() ? 1_500_000 : 64L << 20);
        if (fault) {
            harness.tamper(KeptRandomTest::forgetting);
        }
        connect();
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        finishCheckpoint();
        durables.keySet().forEach(name -> take(name, MUCH, false));
        stop(2);
        durables.keySet().forEach(name -> take(name, MUCH, true));
        durables.keySet().forEach(name -> take(name, MUCH, false));
        readAll();
        count("parked", harness.effects(Effect.MessagesListed.class).size());
    }

    /** A record that a subscription was given something says that it begins again. */
    private static ByteBuffer forgetting(int type, ByteBuffer payload) {
        if (type != SUBSCRIPTION_FED) {
            return payload;
        }
        ByteBuffer changed = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        return changed.putLong(8, 0).putLong(16, 0);
    }

    private int bounds() {
        return random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 200 + random.nextInt(5_000);
    }

    private Policies policies() {
        return Policies.of(
                DestinationPolicy.standard(1_000, "DLQ").with(new KeepPolicy(bound, 0, Duration.ZERO, Give.ALL)));
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, NEWS);
        quiet();
    }

    private void quiet() {
        harness.settle().force().settle();
        durables.values().forEach(durable -> durable.unsure.clear());
    }

    private void count(String what, int howMany) {
        if (howMany > 0) {
            counts.merge(what, howMany, Integer::sum);
            trace.add(what);
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 45) {
            publish(1 + random.nextInt(MOST), random.nextInt(4) == 0, random.nextInt(5) == 0);
        } else if (dice < 55) {
            subscribe();
        } else if (dice < 80 && !durables.isEmpty()) {
            List<String> names = List.copyOf(durables.keySet());
            take(names.get(random.nextInt(names.size())), 1 + random.nextInt(3 * MOST), random.nextBoolean());
            if (random.nextInt(3) > 0) {
                quiet();
            }
        } else if (dice < 84) {
            finishCheckpoint();
            quiet();
            harness.checkpoint();
            count("checkpoint", 1);
        } else if (dice < 87) {
            finishCheckpoint();
            quiet();
            harness.beginCheckpoint();
            checkpointing = true;
            count("half a checkpoint", 1);
        } else if (dice < 92) {
            stop(random.nextInt(3));
        } else if (dice < 96) {
            bound = bounds();
            harness.engine().configured(new Configuration.Content(1, null, policies(), true, List.of()));
            quiet();
            trim();
            count("bound", 1);
        } else {
            readAll();
        }
    }

    private void finishCheckpoint() {
        if (checkpointing) {
            harness.endCheckpoint();
            checkpointing = false;
        }
    }

    private void publish(int howMany, boolean transacted, boolean passes) {
        long transaction = transacted ? 1 + published : 0;
        for (int i = 0; i < howMany; i++) {
            String text = String.valueOf(++published);
            EncodedMessage message =
                    Messages.with(text, !passes, ranked ? random.nextInt(10) : 4, Map.of("odd", published % 2 == 1));
            client.send(producer, transaction, 0, 0, message);
            if (passes) {
                passing.add(text);
            }
            kept.add(text);
            durables.values().stream()
                    .filter(durable -> !durable.selects || published % 2 == 1)
                    .forEach(durable -> durable.due.add(text));
        }
        if (transacted) {
            client.commit(session, transaction);
            count("committed", 1);
        }
        quiet();
        trim();
    }

    private void trim() {
        boolean ahead = durables.values().stream().anyMatch(durable -> durable.due.size() > Follower.WINDOW + bound);
        count("dropped ahead", ahead ? 1 : 0);
        while (kept.size() > bound) {
            kept.remove(0);
        }
    }

    private void subscribe() {
        String name = "s" + random.nextInt(6);
        if (durables.containsKey(name)) {
            return;
        }
        Durable durable = new Durable();
        durable.selects = random.nextInt(3) == 0;
        Give give = Give.values()[random.nextInt(ranked ? 2 : 3)];
        if (give == Give.ALL) {
            kept.stream()
                    .filter(text -> !durable.selects || Integer.parseInt(text) % 2 == 1)
                    .forEach(durable.due::add);
        } else if (give == Give.LAST && !kept.isEmpty()) {
            String last = kept.get(kept.size() - 1);
            if (!durable.selects || Integer.parseInt(last) % 2 == 1) {
                durable.due.add(last);
            }
        }
        String option = "?consumer.kept=" + give.name().toLowerCase(java.util.Locale.ROOT);
        int consumer = client.open(
                session, Kind.SHARED_DURABLE, Destination.topic("news" + option), name, durable.selects ? "odd" : null);
        quiet();
        client.closeConsumer(consumer, 0);
        quiet();
        assertThat(client.lastFailure()).isNull();
        durables.put(name, durable);
        trace.add(name + " from " + kept.size() + (durable.selects ? " selects" : ""));
        count(option.substring(option.indexOf('=') + 1), 1);
    }

    /** A consumer comes, gets so many, acknowledges some of the first of them, and goes. */
    private void take(String name, int most, boolean acknowledges) {
        Durable durable = durables.get(name);
        trace.add("take " + most + " of " + name + durable.due.size());
        client.received().clear();
        int consumer = client.open(session, Kind.SHARED_DURABLE, NEWS, name, durable.selects ? "odd" : null);
        client.credit(consumer, most);
        harness.settle().force().settle();
        List<String> got = new ArrayList<>(client.texts(consumer));
        List<String> sure = new ArrayList<>(got);
        sure.removeAll(durable.unsure);
        List<String> again = new ArrayList<>(got);
        again.retainAll(durable.unsure);
        assertThat(got).as(name).doesNotHaveDuplicates();
        assertThat(sure).as(name + " got").isEqualTo(durable.due.subList(0, Math.min(durable.due.size(), sure.size())));
        assertThat(got.size()).as(name + " in all").isGreaterThanOrEqualTo(Math.min(most, durable.due.size()));
        assertThat(again)
                .as("what comes again")
                .isEqualTo(durable.unsure.stream().filter(again::contains).toList());
        if (most == MUCH) {
            durable.unsure.retainAll(again);
        }
        int taken = !acknowledges || got.isEmpty() ? 0 : most == MUCH ? got.size() : random.nextInt(got.size() + 1);
        if (taken > 0) {
            client.accept(session, consumer, 1, taken);
        }
        client.closeConsumer(consumer, taken);
        harness.round();
        List<String> settled = got.subList(0, taken);
        durable.unsure.addAll(
                settled.stream().filter(text -> !durable.unsure.contains(text)).toList());
        durable.unsure.sort(Comparator.comparingInt(Integer::parseInt));
        durable.due.removeAll(settled);
    }

    private void stop(int how) {
        checkpointing = false;
        bound = boundAtStart; // what was read again since is not in the settings
        switch (how) {
            case 0 -> harness.crash();
            case 1 -> harness.kill();
            default -> harness.restart();
        }
        count(how == 0 ? "crash" : how == 1 ? "kill" : "restart", 1);
        kept.removeAll(passing);
        for (Durable durable : durables.values()) {
            durable.due.removeAll(passing);
            durable.unsure.removeAll(passing);
        }
        passing.clear();
        trim();
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, NEWS);
        harness.settle().force().settle();
        durables.keySet().forEach(this::settle);
    }

    /** What was acknowledged before a stop is gone or has come back: it is known from now on. */
    private void settle(String name) {
        Durable durable = durables.get(name);
        if (!durable.unsure.isEmpty()) {
            take(name, MUCH, false);
            durable.due.addAll(0, durable.unsure);
            durable.unsure.clear();
        }
    }

    /** Somebody subscribes for a moment and gets all that is kept. */
    private void readAll() {
        int consumer = client.subscribe(session, Kind.TOPIC, "news?consumer.kept=all", null);
        client.credit(consumer, MUCH);
        harness.settle();
        assertThat(client.texts(consumer)).as("all that is kept").isEqualTo(kept);
        client.closeConsumer(consumer, MUCH);
        harness.settle();
    }
}
