package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A random sequence of XA calls of several sessions and connections, with time-outs, lost links and crashes in between, against a model
 * that knows nothing but who is associated and what was sent.
 */
final class XaRandomRun {
    private static final int STEPS = 24;
    private static final Destination QUEUE = Destination.queue("q");
    private static final List<BranchId> BRANCHES = List.of(XaClient.branch("a"), XaClient.branch("b"));

    /** A branch as the model sees it. */
    private static final class Model {
        private final Map<Actor, Boolean> ties = new LinkedHashMap<>(); // true: active
        private final Set<Actor> participants = new HashSet<>();
        private final List<String> sent = new ArrayList<>();
        private boolean prepared;
        private int doom; // 0: none
        private long deadline = Long.MAX_VALUE;

        private boolean active() {
            return ties.containsValue(true);
        }
    }

    /** A session, alone on its connection. */
    private static final class Actor {
        private XaClient xa;
        private int producer;
        private BranchId current;
    }

    private final Random random;
    private final boolean planted;
    private final EngineHarness harness = new EngineHarness();
    private final List<Actor> actors = new ArrayList<>();
    private final Map<BranchId, Model> models = new LinkedHashMap<>();
    private final Set<String> committed = new TreeSet<>();
    private int lastText;
    private int calls;

    /** @param planted whether a fault is planted, which the run must find */
    XaRandomRun(long seed, boolean planted) {
        this.random = new Random(seed);
        this.planted = planted;
    }

    /** Runs the sequence; returns how many calls it made. */
    int run() {
        for (int i = 0; i < 3; i++) {
            Actor actor = new Actor();
            connect(actor);
            actors.add(actor);
        }
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        finish();
        return calls;
    }

    private void connect(Actor actor) {
        actor.xa = new XaClient(harness);
        actor.producer = actor.xa.client().producer(actor.xa.session(), QUEUE);
        actor.current = null;
        harness.settle();
    }

    private void step() {
        Actor actor = actors.get(random.nextInt(actors.size()));
        BranchId branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
        calls++;
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> start(actor, branch, random.nextInt(3));
            case 3, 4, 5 -> end(actor, random.nextInt(3) > 0 && actor.current != null ? actor.current : branch);
            case 6, 7 -> send(actor);
            case 8, 9 -> prepare(actor, branch);
            case 10 -> commit(actor, branch, true);
            case 11, 12 -> commit(actor, branch, false);
            case 13 -> rollBack(actor, branch);
            case 14 -> trouble(actor);
            default -> {
                assertThat(actor.xa.forget(branch)).isEqualTo(models.containsKey(branch) ? -6 : -4);
                Set<BranchId> inDoubt = new HashSet<>();
                models.forEach((id, model) -> {
                    if (model.prepared) {
                        inDoubt.add(id);
                    }
                });
                assertThat(new HashSet<>(actor.xa.recover())).isEqualTo(inDoubt);
            }
        }
    }

    private void start(Actor actor, BranchId branch, int kind) {
        Model model = models.get(branch);
        int flags = kind == 0 ? XaCode.TMNOFLAGS : kind == 1 ? XaCode.TMJOIN : XaCode.TMRESUME;
        int expected;
        if (actor.current != null) {
            expected = XaCode.XAER_PROTO;
        } else if (kind == 0) {
            expected = model == null ? 0 : XaCode.XAER_DUPID;
        } else if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (model.prepared || (kind == 1) == model.ties.containsKey(actor)) {
            expected = XaCode.XAER_PROTO;
        } else {
            expected = model.doom;
        }
        long timeout = random.nextInt(4) == 0 ? 1000 : 0;
        assertThat(actor.xa.start(branch, flags, timeout)).isEqualTo(expected);
        if (expected == 0) {
            if (kind == 0) {
                model = new Model();
                model.deadline = timeout == 0 ? Long.MAX_VALUE : harness.now() + timeout;
                models.put(branch, model);
            }
            model.ties.put(actor, true);
            model.participants.add(actor);
            actor.current = branch;
        }
    }

    private void end(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        int kind = random.nextInt(4);
        int flags = kind == 0 ? XaCode.TMFAIL : kind == 1 ? XaCode.TMSUSPEND : XaCode.TMSUCCESS;
        Boolean tie = model == null ? null : model.ties.get(actor);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (tie == null || (kind == 1 && !tie)) {
            expected = XaCode.XAER_PROTO;
        } else {
            expected = kind == 0 ? 0 : model.doom;
        }
        assertThat(actor.xa.end(branch, flags)).isEqualTo(expected);
        if (expected >= 0 && tie != null) {
            if (tie) {
                actor.current = null;
            }
            if (kind == 1 && expected == 0) {
                model.ties.put(actor, false);
            } else {
                model.ties.remove(actor);
            }
            if (kind == 0 && model.doom == 0) {
                model.doom = XaCode.XA_RBROLLBACK;
            }
        }
    }

    private void send(Actor actor) {
        String text = "m" + ++lastText;
        actor.xa.client().sendIn(actor.producer, actor.current == null ? 0 : actor.xa.transaction(), text);
        harness.settle();
        if (actor.current == null) {
            committed.add(text);
        } else {
            models.get(actor.current).sent.add(text);
        }
    }

    private void prepare(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (model.prepared || model.active() || (model.doom == 0 && !model.ties.isEmpty())) {
            expected = XaCode.XAER_PROTO;
        } else if (model.doom != 0) {
            expected = model.doom;
        } else {
            expected = model.sent.isEmpty() ? XaCode.XA_RDONLY : 0;
        }
        assertThat(actor.xa.prepare(branch)).isEqualTo(expected);
        if (expected == 0) {
            model.prepared = true;
            model.participants.clear();
        } else if (expected > 0) {
            models.remove(branch);
        }
    }

    private void commit(Actor actor, BranchId branch, boolean onePhase) {
        Model model = models.get(branch);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (onePhase == model.prepared || model.active() || (model.doom == 0 && !model.ties.isEmpty())) {
            expected = XaCode.XAER_PROTO;
        } else {
            expected = onePhase ? model.doom : model.prepared ? 0 : XaCode.XAER_PROTO;
        }
        assertThat(onePhase ? actor.xa.commitOnePhase(branch) : actor.xa.commit(branch))
                .isEqualTo(expected);
        if (expected >= 0) {
            if (expected == 0) {
                committed.addAll(model.sent);
            }
            models.remove(branch);
        }
    }

    private void rollBack(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        int expected = model == null ? XaCode.XAER_NOTA : model.active() ? XaCode.XAER_PROTO : 0;
        if (planted && expected == 0) {
            models.remove(branch); // the twin's fault: the broker is never told
            return;
        }
        assertThat(actor.xa.rollBack(branch)).isEqualTo(expected);
        if (expected == 0) {
            models.remove(branch);
        }
    }

    private void trouble(Actor actor) {
        switch (random.nextInt(3)) {
            case 0 -> {
                harness.pass(600).settle();
                models.values().forEach(model -> {
                    if (!model.prepared && model.doom == 0 && model.deadline <= harness.now()) {
                        model.doom = XaCode.XA_RBTIMEOUT;
                    }
                });
            }
            case 1 -> {
                actor.xa.client().vanish();
                harness.settle();
                lost(actor);
                connect(actor);
            }
            default -> {
                harness.crash();
                models.values().removeIf(model -> !model.prepared);
                actors.forEach(this::connect);
            }
        }
    }

    private void lost(Actor actor) {
        for (Model model : models.values()) {
            if (model.ties.remove(actor) != null && model.doom == 0) {
                model.doom = XaCode.XA_RBCOMMFAIL;
            }
            model.participants.remove(actor);
        }
        models.values().removeIf(model -> !model.prepared && model.participants.isEmpty());
    }

    /** What is prepared is committed, the rest ends with its connections; then the queue has what was committed and nothing else. */
    private void finish() {
        actors.forEach(actor -> {
            actor.xa.client().vanish();
            harness.settle();
            lost(actor);
        });
        XaClient last = new XaClient(harness);
        models.forEach((branch, model) -> {
            assertThat(last.commit(branch)).isZero();
            committed.addAll(model.sent);
        });
        assertThat(last.recover()).isEmpty();
        harness.crash();
        TestClient reader = harness.connect();
        reader.consume(reader.session(), QUEUE.name());
        harness.settle();
        List<String> texts = reader.texts();
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(texts)).isEqualTo(committed);
    }
}
