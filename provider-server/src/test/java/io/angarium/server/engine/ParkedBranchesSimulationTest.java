package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Branches with many messages that stay prepared over checkpoints, moves of their records, crashes and starts, against a list of what they have sent.
 * {@code -Dparked.seed=N} repeats a run.
 */
@Timeout(120)
class ParkedBranchesSimulationTest {
    private static final int RUNS = 60;
    private static final int STEPS = 60;
    private static final int QUEUES = 2;
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // neighbours would begin alike
    private static final int MOST_HEADER_BYTES = 300;

    private final Map<String, Integer> tally = new TreeMap<>();

    /** One run. */
    private final class Run {
        private final long seed;
        private final Random random;
        private final EngineHarness harness;
        private final Map<Integer, List<List<String>>> prepared = new TreeMap<>();
        private final List<List<String>> committed = List.of(new ArrayList<>(), new ArrayList<>());
        private final Map<Integer, ProducerFrame.ProducerCredit> credits = new HashMap<>();
        private XaClient xa;
        private int branches;

        Run(long seed) {
            this.seed = seed;
            random = new Random(seed * SPREAD);
            harness = new EngineHarness(10, 1 << 16).withBudget(seed % 2 == 0 ? 1 << 16 : 1 << 19);
            harness.tamper(this::look);
            xa = new XaClient(harness);
        }

        /** Looks at the records that a start reads. */
        private ByteBuffer look(int type, ByteBuffer payload) {
            if (type < RecordGroup.MOVE - 4) {
                Effect effect = EffectReader.read(type, payload.duplicate());
                if (effect instanceof Effect.SendsListed listed) {
                    tally.merge("read", listed.sends().messages().size(), Integer::sum);
                } else if (effect instanceof Effect.SendsKept kept) {
                    tally.merge("kept", kept.list().count(), Integer::sum);
                }
            }
            return payload;
        }

        private void count(String what) {
            tally.merge(what, 1, Integer::sum);
        }

        private BranchId branch(int number) {
            return XaClient.branch("b" + number);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            for (int branch : List.copyOf(prepared.keySet())) {
                commit(branch);
            }
            if (random.nextBoolean()) {
                crash();
            }
            consume();
        }

        private void consume() {
            for (int q = 0; q < QUEUES; q++) {
                assertThat(content("out" + q))
                        .as("queue out%d of seed %d", q, seed)
                        .containsExactlyElementsOf(committed.get(q));
                committed.get(q).clear();
            }
            count("consume");
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 34) {
                prepare();
            } else if (dice < 40 && !prepared.isEmpty()) {
                commit(any());
            } else if (dice < 50 && !prepared.isEmpty()) {
                int branch = any();
                prepared.remove(branch);
                assertThat(xa.rollBack(branch(branch))).as("seed %d", seed).isZero();
                count("rollback");
            } else if (dice < 60) {
                harness.checkpoint();
                count("checkpoint");
            } else if (dice < 68) {
                crash();
            } else if (dice < 72) {
                consume();
            } else if (dice < 82) {
                harness.copies();
                harness.pass(1000).settle().force();
                count("copier");
            } else {
                harness.pass(random.nextInt(15_000)).settle().force();
            }
        }

        private int any() {
            List<Integer> all = List.copyOf(prepared.keySet());
            return all.get(random.nextInt(all.size()));
        }

        private void prepare() {
            int number = branches++;
            List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
            assertThat(xa.start(branch(number))).as("seed %d", seed).isZero();
            int[] producers = new int[QUEUES];
            long[] bytes = new long[QUEUES];
            for (int q = 0; q < QUEUES; q++) {
                producers[q] = xa.client().producer(xa.session(), Destination.queue("out" + q));
            }
            int messages = 1 + random.nextInt(60);
            for (int m = 0; m < messages; m++) {
                int q = random.nextInt(QUEUES);
                String text = number + "." + m + "x".repeat(random.nextInt(300));
                harness.settle();
                xa.client().take(ProducerFrame.ProducerCredit.class).forEach(got -> credits.put(got.producer(), got));
                ProducerFrame.ProducerCredit credit = credits.get(producers[q]);
                if (sent.get(q).size() < credit.messages() && bytes[q] < credit.bytes()) {
                    xa.client().sendIn(producers[q], xa.transaction(), text);
                    bytes[q] += text.length() + MOST_HEADER_BYTES;
                    sent.get(q).add(number + "." + m);
                    count("send");
                }
            }
            assertThat(xa.end(branch(number))).as("seed %d", seed).isZero();
            assertThat(xa.prepare(branch(number))).as("seed %d", seed).isZero();
            prepared.put(number, sent);
            count("prepare");
        }

        private void commit(int branch) {
            List<List<String>> sent = prepared.remove(branch);
            assertThat(xa.commit(branch(branch))).as("seed %d", seed).isZero();
            for (int q = 0; q < QUEUES; q++) {
                committed.get(q).addAll(sent.get(q));
            }
            count("commit");
        }

        private void crash() {
            harness.settle().force().crash(random);
            xa = new XaClient(harness);
            assertThat(xa.recover())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            prepared.keySet().stream().map(this::branch).toList());
            credits.clear();
            count("crash");
        }

        private List<String> content(String queue) {
            TestClient reader = harness.connect();
            int session = reader.session();
            int consumer = reader.consume(session, queue);
            reader.credit(consumer, 1_000_000);
            harness.settle().force().settle().force(); // what was moved a moment ago is read when it is durable
            List<String> texts = reader.texts();
            if (!texts.isEmpty()) {
                reader.accept(session, consumer, 1, texts.size());
            }
            harness.settle().force();
            reader.frame(new ConnectionFrame.Goodbye(null, ""));
            return texts.stream().map(text -> text.replace("x", "")).toList();
        }
    }

    @Test
    void whatTheyHaveSentComesInOrderWhenTheyCommitAndNeverWhenTheyRollBack() {
        Long given = Long.getLong("parked.seed");
        long first = given == null ? System.nanoTime() : given;
        for (long seed = first; seed < first + (given == null ? RUNS : 1); seed++) {
            try {
                new Run(seed).run();
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + seed + ": -Dparked.seed=" + seed, failed);
            }
        }
        System.out.printf("parked branches: %d runs from seed %d: %s%n", RUNS, first, tally);
        if (given == null) {
            assertThat(tally.get("read")).as("messages whose lists were read").isGreaterThan(5 * RUNS);
            assertThat(tally.get("kept"))
                    .as("messages that starts found parked")
                    .isGreaterThan(5 * RUNS);
        }
    }
}
