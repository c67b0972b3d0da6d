package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A random sequence of XA calls of several sessions on several connections, with operators' decisions, time-outs, closed sessions, lost
 * links, crashes (also in the middle of a call) and checkpoints in between, against a model that knows nothing but who is associated and what was sent and consumed.
 */
final class XaRandomRun {
    private static final Destination QUEUE = Destination.queue("q");
    private static final List<BranchId> BRANCHES = List.of(XaClient.branch("a"), XaClient.branch("b"));

    /** What the driver does wrong, for a run that must fail. */
    enum Planted {
        NOTHING,
        /** The broker is never told of a rollback. */
        ROLLBACK_UNSAID,
        /** What a branch sends is sent outside of it. */
        SENT_OUTSIDE,
        /** What a branch consumes is never acknowledged. */
        CONSUMED_UNSAID,
        /** A link that the model believes lost stays. */
        LINK_KEPT
    }

    /** What an operator has made of a branch. */
    private enum ByHand {
        NOTHING,
        COMMITTED,
        ROLLED_BACK
    }

    /** A branch as the model sees it. */
    private static final class Model {
        private final Map<Actor, Boolean> ties = new LinkedHashMap<>(); // true: active
        private final Set<TestClient> participants = new HashSet<>();
        private final List<String> sent = new ArrayList<>();
        private final List<String> taken = new ArrayList<>();
        private boolean prepared;
        private boolean undone;
        private ByHand byHand = ByHand.NOTHING;
        private int doom; // 0: none
        private long deadline = Long.MAX_VALUE;

        private boolean active() {
            return ties.containsValue(true);
        }

        private boolean settled() {
            return prepared || byHand != ByHand.NOTHING;
        }

        private int heuristic() {
            return byHand == ByHand.COMMITTED ? XaCode.XA_HEURCOM : XaCode.XA_HEURRB;
        }
    }

    /** A session; two of them share a connection. */
    private static final class Actor {
        private XaClient xa;
        private int producer;
        private BranchId current;
    }

    private final Random random;
    private final int steps;
    private final Planted planted;
    private final Map<String, Integer> counts;
    private final EngineHarness harness = new EngineHarness(1_000_000, 1 << 17);
    private final List<Actor> actors = new ArrayList<>();
    private final Map<BranchId, Model> models = new LinkedHashMap<>();
    private final Set<String> available = new TreeSet<>();
    private TestClient admin;
    private int lastText;

    /**
     * @param planted what is to be found
     * @param counts how often each call had each answer
     */
    XaRandomRun(long seed, int steps, Planted planted, TreeMap<String, Integer> counts) {
        this.random = new Random(seed);
        this.steps = steps;
        this.planted = planted;
        this.counts = counts;
    }

    void run() {
        for (int i = 0; i < 3; i++) {
            actors.add(new Actor());
        }
        connectAll();
        for (int step = 0; step < steps; step++) {
            step();
        }
        finish();
    }

    private void connectAll() {
        connect(actors.get(0), harness.connect());
        connect(actors.get(1), actors.get(0).xa.client());
        connect(actors.get(2), harness.connect());
        admin = harness.connect();
    }

    private void connect(Actor actor, TestClient client) {
        actor.xa = new XaClient(harness, client);
        actor.producer = client.producer(actor.xa.session(), QUEUE);
        actor.current = null;
        harness.settle();
    }

    private void step() {
        Actor actor = actors.get(random.nextInt(actors.size()));
        BranchId branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
        if (random.nextInt(3) > 0) {
            stepOn(actor, branch);
        } else {
            anyStep(actor, branch);
        }
        actors.forEach(each -> each.xa.client().received().clear());
        admin.received().clear();
    }

    /** What a transaction manager would do next, so that branches come far. */
    private void stepOn(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        if (actor.current != null) {
            switch (random.nextInt(5)) {
                case 0, 1 -> send(actor);
                case 2 -> consume(actor);
                default -> end(actor, actor.current, random.nextInt(6) == 0 ? 1 : 2);
            }
        } else if (model == null) {
            start(actor, branch, 0);
        } else if (model.byHand != ByHand.NOTHING) {
            if (random.nextBoolean()) {
                commit(actor, branch, false);
            } else {
                forget(actor, branch);
            }
        } else if (model.prepared) {
            switch (random.nextInt(5)) {
                case 0 -> rollBack(actor, branch);
                case 1 -> decide(branch, random.nextBoolean());
                case 2 -> crashDuringCall(actor, branch);
                default -> commit(actor, branch, false);
            }
        } else if (model.ties.containsKey(actor)) {
            start(actor, branch, 2);
        } else if (model.ties.isEmpty()) {
            switch (random.nextInt(5)) {
                case 0 -> start(actor, branch, 1);
                case 1 -> crashDuringCall(actor, branch);
                case 2 -> commit(actor, branch, true);
                default -> prepare(actor, branch);
            }
        } else {
            start(actor, branch, 1);
        }
    }

    private void anyStep(Actor actor, BranchId branch) {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> start(actor, branch, random.nextInt(3));
            case 3, 4, 5 -> end(actor, branch, random.nextInt(4));
            case 6, 7 -> send(actor);
            case 8, 9 -> consume(actor);
            case 10, 11 -> prepare(actor, branch);
            case 12 -> commit(actor, branch, true);
            case 13, 14 -> commit(actor, branch, false);
            case 15 -> rollBack(actor, branch);
            case 16 -> trouble(actor);
            case 17 -> decide(branch, random.nextBoolean());
            case 18 -> forget(actor, branch);
            default -> scan(actor);
        }
    }

    private void check(String call, int code, int expected) {
        assertThat(code).as(call).isEqualTo(expected);
        counts.merge(call + " " + code, 1, Integer::sum);
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
        } else if (model.settled() || (kind == 1) == model.ties.containsKey(actor)) {
            expected = XaCode.XAER_PROTO;
        } else {
            expected = model.doom;
        }
        long timeout = random.nextInt(4) == 0 ? 1000 : 0;
        check(kind == 0 ? "start" : kind == 1 ? "join" : "resume", actor.xa.start(branch, flags, timeout), expected);
        if (expected == 0) {
            if (kind == 0) {
                model = new Model();
                model.deadline = timeout == 0 ? Long.MAX_VALUE : harness.now() + timeout;
                models.put(branch, model);
            }
            model.ties.put(actor, true);
            model.participants.add(actor.xa.client());
            actor.current = branch;
        }
    }

    /** @param kind 0 with TMFAIL, 1 with TMSUSPEND, else with TMSUCCESS */
    private void end(Actor actor, BranchId branch, int kind) {
        Model model = models.get(branch);
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
        check(kind == 0 ? "fail" : kind == 1 ? "suspend" : "end", actor.xa.end(branch, flags), expected);
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
        boolean inside = actor.current != null && planted != Planted.SENT_OUTSIDE;
        actor.xa.client().sendIn(actor.producer, inside ? actor.xa.transaction() : 0, text);
        harness.settle();
        if (actor.current == null) {
            available.add(text);
        } else {
            models.get(actor.current).sent.add(text);
        }
        counts.merge(actor.current == null ? "sent outside" : "sent inside", 1, Integer::sum);
    }

    private void consume(Actor actor) {
        TestClient client = actor.xa.client();
        int session = actor.xa.session();
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, QUEUE, null, null);
        client.credit(consumer, 1);
        harness.settle();
        List<String> texts = client.texts(consumer);
        assertThat(texts).as("there is something").hasSize(available.isEmpty() ? 0 : 1);
        assertThat(available).as("what can be had").containsAll(texts);
        if (texts.isEmpty()) {
            client.closeConsumer(consumer, 0);
        } else {
            if (actor.current == null) {
                client.accept(session, consumer, 1, 1);
                available.removeAll(texts);
            } else {
                if (planted != Planted.CONSUMED_UNSAID) {
                    client.acceptIn(session, actor.xa.transaction(), consumer, 1, 1);
                }
                Model model = models.get(actor.current);
                if (!model.undone) {
                    model.taken.addAll(texts);
                    available.removeAll(texts);
                }
            }
            client.closeConsumer(consumer, 1);
            counts.merge(actor.current == null ? "consumed outside" : "consumed inside", 1, Integer::sum);
        }
        harness.settle().force(); // nobody waits for an acknowledgement outside, and a crash may take it back
    }

    private void prepare(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (model.settled() || model.active() || (model.doom == 0 && !model.ties.isEmpty())) {
            expected = XaCode.XAER_PROTO;
        } else if (model.doom != 0) {
            expected = model.doom;
        } else {
            expected = model.sent.isEmpty() && model.taken.isEmpty() ? XaCode.XA_RDONLY : 0;
        }
        check("prepare", actor.xa.prepare(branch), expected);
        if (expected == 0) {
            model.prepared = true;
            model.participants.clear();
        } else if (expected > 0) {
            over(branch, false);
        }
    }

    private void over(BranchId branch, boolean committed) {
        finished(models.remove(branch), committed);
    }

    private void finished(Model model, boolean committed) {
        available.addAll(committed ? model.sent : model.taken);
        model.sent.clear();
        model.taken.clear();
    }

    private void commit(Actor actor, BranchId branch, boolean onePhase) {
        Model model = models.get(branch);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (model.byHand != ByHand.NOTHING) {
            expected = onePhase ? XaCode.XAER_PROTO : model.heuristic();
        } else if (onePhase == model.prepared || model.active() || (model.doom == 0 && !model.ties.isEmpty())) {
            expected = XaCode.XAER_PROTO;
        } else {
            expected = onePhase ? model.doom : 0;
        }
        int code = onePhase ? actor.xa.commitOnePhase(branch) : actor.xa.commit(branch);
        check(onePhase ? "commit at once" : "commit", code, expected);
        if (expected >= 0 && model.byHand == ByHand.NOTHING) {
            over(branch, expected == 0);
        }
    }

    private void rollBack(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        int expected;
        if (model == null) {
            expected = XaCode.XAER_NOTA;
        } else if (model.byHand != ByHand.NOTHING) {
            expected = model.heuristic();
        } else {
            expected = model.active() ? XaCode.XAER_PROTO : 0;
        }
        if (planted != Planted.ROLLBACK_UNSAID || expected != 0) {
            check("rollback", actor.xa.rollBack(branch), expected);
        }
        if (expected == 0) {
            over(branch, false);
        }
    }

    /** An operator decides. */
    private void decide(BranchId branch, boolean commit) {
        Model model = models.get(branch);
        int asked = admin.manage(commit ? "tx.commit" : "tx.rollback", Map.of("xid", branch.toString()));
        harness.settle();
        boolean possible = model != null && model.prepared;
        assertThat(admin.reply(asked)).isInstanceOf(possible ? ReplyFrame.Rows.class : ReplyFrame.Failed.class);
        counts.merge("by hand " + (possible ? "yes" : "no"), 1, Integer::sum);
        if (possible) {
            model.prepared = false;
            model.byHand = commit ? ByHand.COMMITTED : ByHand.ROLLED_BACK;
            finished(model, commit);
        }
    }

    private void forget(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        boolean possible = model != null && model.byHand != ByHand.NOTHING;
        int expected = model == null ? XaCode.XAER_NOTA : possible ? 0 : XaCode.XAER_PROTO;
        check("forget", actor.xa.forget(branch), expected);
        if (possible) {
            models.remove(branch);
        }
    }

    private void scan(Actor actor) {
        Set<BranchId> inDoubt = new HashSet<>();
        models.forEach((id, model) -> {
            if (model.settled()) {
                inDoubt.add(id);
            }
        });
        assertThat(actor.xa.recover()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(inDoubt);
        counts.merge("recover " + inDoubt.size(), 1, Integer::sum);
    }

    private void trouble(Actor actor) {
        switch (random.nextInt(5)) {
            case 0 -> passTime();
            case 1 -> loseLink(actor);
            case 2 -> closeSession(actor);
            case 3 -> {
                harness.checkpoint();
                counts.merge("checkpoint", 1, Integer::sum);
            }
            default -> {
                harness.crash();
                counts.merge("crash", 1, Integer::sum);
                crashed();
            }
        }
    }

    private void crashed() {
        for (BranchId branch : BRANCHES) {
            Model model = models.get(branch);
            if (model != null && !model.settled()) {
                over(branch, false);
            }
        }
        connectAll();
    }

    /** The machine dies while a call is under way, and any part of what was not forced survives: it has happened whole, or not at all. */
    private void crashDuringCall(Actor actor, BranchId branch) {
        Model model = models.get(branch);
        boolean ends = model != null && model.prepared;
        boolean prepares =
                model != null && !model.settled() && model.doom == 0 && model.ties.isEmpty() && !model.sent.isEmpty();
        if (!ends && !prepares) {
            return;
        }
        boolean commits = random.nextBoolean();
        TestClient client = actor.xa.client();
        client.frame(
                prepares
                        ? new XaFrame.XaPrepare(client.correlation(), branch)
                        : commits
                                ? new XaFrame.XaCommit(client.correlation(), false, branch)
                                : new XaFrame.XaRollback(client.correlation(), branch));
        harness.round();
        harness.crash(random);
        boolean inDoubt = new XaClient(harness).recover().contains(branch);
        counts.merge(
                "crash in " + (prepares ? "prepare" : "end") + (inDoubt ? ", in doubt" : ", over"), 1, Integer::sum);
        if (prepares) {
            model.prepared = inDoubt;
            model.participants.clear();
            model.ties.clear();
        } else if (!inDoubt) {
            over(branch, commits);
        }
        crashed();
    }

    private void passTime() {
        harness.pass(600).settle();
        for (Model model : models.values()) {
            if (!model.settled() && model.deadline <= harness.now()) {
                undo(model, XaCode.XA_RBTIMEOUT);
            }
        }
    }

    private void undo(Model model, int code) {
        model.deadline = Long.MAX_VALUE;
        model.doom = model.doom == 0 ? code : model.doom;
        model.undone = true;
        available.addAll(model.taken);
        model.taken.clear();
    }

    private void closeSession(Actor actor) {
        TestClient client = actor.xa.client();
        client.closeSession(actor.xa.session());
        harness.settle();
        counts.merge("session closed", 1, Integer::sum);
        for (Model model : models.values()) {
            if (model.ties.remove(actor) != null) {
                undo(model, XaCode.XA_RBROLLBACK);
            }
        }
        connect(actor, client);
    }

    private void loseLink(Actor actor) {
        TestClient client = actor.xa.client();
        if (planted != Planted.LINK_KEPT) {
            client.vanish();
        }
        harness.settle();
        counts.merge("link lost", 1, Integer::sum);
        List<Actor> there =
                actors.stream().filter(each -> each.xa.client() == client).toList();
        lost(client, there);
        TestClient next = harness.connect();
        there.forEach(each -> connect(each, next));
    }

    private void lost(TestClient client, List<Actor> there) {
        for (Actor actor : there) {
            for (Model model : models.values()) {
                if (model.ties.remove(actor) != null) {
                    undo(model, XaCode.XA_RBCOMMFAIL);
                }
            }
        }
        for (BranchId branch : BRANCHES) {
            Model model = models.get(branch);
            if (model != null
                    && !model.settled()
                    && model.participants.remove(client)
                    && model.participants.isEmpty()) {
                over(branch, false);
            }
        }
    }

    /** What is prepared is committed, the rest ends with its connections; then the queue has what the model says and nothing else. */
    private void finish() {
        actors.stream().map(actor -> actor.xa.client()).distinct().toList().forEach(client -> {
            client.vanish();
            harness.settle();
            lost(
                    client,
                    actors.stream().filter(each -> each.xa.client() == client).toList());
        });
        XaClient last = new XaClient(harness);
        for (BranchId branch : BRANCHES) {
            Model model = models.get(branch);
            if (model != null && model.prepared) {
                check("last commit", last.commit(branch), 0);
                over(branch, true);
            } else if (model != null) {
                check("last forget", last.forget(branch), 0);
            }
        }
        assertThat(last.recover()).isEmpty();
        last.client().frame(new ConnectionFrame.Goodbye(null, ""));
        harness.crash();
        TestClient reader = harness.connect();
        reader.consume(reader.session(), QUEUE.name());
        harness.settle();
        List<String> texts = reader.texts();
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(texts)).isEqualTo(available);
    }
}
