package io.angarium.server.engine.sim;

import io.angarium.journal.Admission;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalDamagedException;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.EffectLog;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import io.angarium.server.engine.Identity;
import io.angarium.server.engine.Outputs;
import io.angarium.server.engine.Refusals;
import io.angarium.server.engine.Space;
import io.angarium.server.testing.InlineSpace;
import io.angarium.server.testing.LateSpace;
import io.angarium.server.testing.StoppedClock;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** The engine with a real journal on a disk in memory, its host in one thread, and the model beside it. */
final class SimBroker implements EffectLog, Outputs {
    private static final long START = 1_000_000;

    private final Choice choice;
    private final Tally tally;
    private final Trace trace;
    private final Planted planted;
    private final SimRun run;
    private final SimReplay replay;
    private final Tampering tampering;
    private final SimProbe probe = new SimProbe();
    private final MemoryDisk disk = new MemoryDisk();
    private final JournalSettings journalSettings;
    private final UUID identity;
    private final long budget;
    private final SimPolicies policies;
    private final SimOutflow outflow;
    private final Model model;
    private final ModelInputs inputs;
    private final ModelOutputs outputs;
    private final Map<Long, SimClient> clients = new LinkedHashMap<>();
    /** Clients without a link, which may come back. */
    private final List<SimClient> away = new ArrayList<>();

    private final Resuming resuming;
    private final SimRecords records;
    private final Map<Long, SimMessage> messages = new HashMap<>();
    private final AppLedger ledger;
    private Journal journal;
    private Engine engine;
    private InlineSpace space;
    private SimHousekeeper keeper;
    private boolean stopping;
    private boolean crashDue;
    private boolean full;
    private long now = START;
    private long lastConnection;
    /** What the journal has said to be durable; the engine may not know yet. */
    private long forced;

    SimBroker(SimRun run) {
        this.run = run;
        this.choice = run.choice();
        this.tally = run.tally();
        this.trace = run.trace();
        this.planted = run.planted();
        int maxDeliveries = choice.between(2, 4);
        this.policies = new SimPolicies(choice.run(), maxDeliveries, planted);
        this.outflow = SimOutflow.of(choice.run());
        this.journalSettings = new JournalSettings(
                64 * 1024,
                4096,
                1 << 26,
                4096,
                64 * 1024,
                Duration.ofSeconds(5),
                choice.seed(),
                new StoppedClock(START));
        long usual = choice.oneIn(4) ? choice.between(4_000, 40_000) : 1 << 26;
        this.budget = SimDelays.of(choice.run()).budget(choice, usual);
        this.identity = new UUID(1, choice.seed());
        this.model = new Model(maxDeliveries, () -> journal.appendedPosition(), policies, messages, tally);
        this.model.scarce = budget < 1 << 20;
        this.records = new SimRecords(model, tally);
        this.replay = new SimReplay(run, records);
        this.tampering = new Tampering(run, policies);
        this.ledger = new AppLedger(policies.kept.used());
        this.inputs = new ModelInputs(model);
        this.outputs = new ModelOutputs(model);
        this.resuming = new Resuming(choice, tally, ledger);
        open(0, false);
    }

    /** With what the configuration says now. */
    private EngineSettings engineSettings() {
        return new EngineSettings(
                identity,
                "simulation",
                budget,
                policies.policies(model.reloaded),
                Configuration.FIXED,
                true,
                0,
                1 << 20);
    }

    /** The journal's time stands still: nothing in it depends on it. */
    Model model() {
        return model;
    }

    AppLedger ledger() {
        return ledger;
    }

    Map<Long, SimMessage> messages() {
        return messages;
    }

    Map<Long, SimClient> clients() {
        return clients;
    }

    private void open(long before, boolean clean) {
        crashDue = false;
        now++; // a start takes time: places are counted from it
        engine = new Engine(engineSettings(), this, this);
        Engine recovering = engine;
        journal = openJournal(recovering);
        space = new InlineSpace(journal, () -> choice.oneIn(12));
        space.mostWaiting(choice.between(1, 3));
        space.spareBytes(0);
        keeper = new SimHousekeeper(run, disk, journal, space, engine, model);
        long last = journal.recovery().lastPosition();
        trace.line(() -> "open, replay from " + journal.replayFrom());
        trace.line(() ->
                "open, journal ends at " + last + ", torn " + journal.recovery().tornBytes());
        ModelOutputs.require(
                last >= before || planted == Planted.FORCE_FAKED,
                () -> "the journal ends at " + last + ", forced was " + before);
        if (journal.recovery().tornBytes() > 0) {
            tally.count("torn tail cut off");
        }
        forced = journal.durablePosition();
        recover();
        probe.look(engine, ++lastConnection);
        model.limits.found(probe.limited(policies.limits.counted()));
        model.restart(last, clean, probe.inDoubt());
        model.durable = forced;
        keeper.prepare();
    }

    /** One round of the host. */
    void round(Runnable input) {
        if (planted != Planted.CLOCK_STOPPED) {
            engine.time(now);
        }
        model.time(now, engine.wantsForce() ? model.durable : -1);
        tellDrained();
        keeper.keepCheckpoint();
        keeper.fetchSoonerOrLater();
        input.run();
        if (model.branches.timeIsOver()) {
            model.begin("transaction timeout");
            model.branches.expire();
        }
        int most = choice.oneIn(5) ? 1 : Integer.MAX_VALUE;
        boolean more = engine.work();
        for (int i = 0; more && i < most; i++) {
            tally.count("work continued");
            more = engine.work();
        }
        model.roundEnds(!more);
        keeper.prepare();
    }

    /** The engine hears of clients that have read what waited for them. */
    private void tellDrained() {
        for (SimClient client : clients.values()) {
            ModelConnection connection = model.connection(client.id);
            if (connection != null && connection.full && outflow.drained(client)) {
                tally.count("a client has read what waited for it");
                trace.line(() -> "c" + client.id + " has read");
                connection.full = false;
                if (planted != Planted.DRAINED_FORGOTTEN) {
                    engine.drained(client.id);
                }
            }
        }
    }

    private Journal openJournal(Engine recovering) {
        records.restart();
        try {
            return Journal.open(
                    disk,
                    journalSettings,
                    (type, position, payload) -> replay.read(recovering, type, position, payload));
        } catch (JournalDamagedException lost) {
            throw new SimulationFailure("the journal does not open: " + lost);
        }
    }

    private void recover() {
        try {
            engine.recovered(now, forced);
        } catch (JournalException | IllegalStateException lost) {
            throw new SimulationFailure("recovery fails: " + lost);
        }
    }

    SimClient connect(String clientId) {
        SimClient client = new SimClient(++lastConnection, clientId, ledger, tally);
        tally.count("connect");
        greet(client, client.incarnation);
        return client;
    }

    /** @param incarnation what the engine is told */
    private void greet(SimClient client, UUID incarnation) {
        clients.put(client.id, client);
        trace.line(() -> "connect c" + client.id + " as " + client.clientId + " " + client.incarnation);
        long features = client.tells() ? Features.TIMING | Features.SENT_UP_TO : Features.TIMING;
        round(() -> {
            inputs.connected(client.id, hello(client.incarnation, client.clientId, features));
            engine.connected(
                    client.id, hello(incarnation, client.clientId, features), new Identity("sim", true, "memory"));
        });
    }

    private static ConnectionFrame.Hello hello(UUID incarnation, String clientId, long features) {
        return new ConnectionFrame.Hello(1, 1, features, incarnation, clientId, null, null, "sim", 0);
    }

    /** Whether some client without a link may come back. */
    boolean someAway() {
        return !away.isEmpty();
    }

    /**
     * A client that has lost its link connects again and goes on.
     *
     * @param meanwhile what applications have done with it before
     */
    void resumeOne(Consumer<SimClient> meanwhile) {
        SimClient lost = choice.of(away);
        away.remove(lost);
        meanwhile.accept(lost);
        SimClient client = lost.again(++lastConnection);
        tally.count("reconnect");
        boolean forget = planted == Planted.WINDOW_FORGOTTEN && model.connection(lost.id) == null;
        greet(client, forget ? new UUID(3, client.id) : client.incarnation);
        resuming.resume(client);
    }

    /** The link of a client breaks, and the broker does not notice. */
    void loseUnnoticed(SimClient client) {
        if (client.mayResume()) {
            tally.count("connection lost unnoticed");
            trace.line(() -> "lose c" + client.id + " unnoticed");
            clients.remove(client.id);
            away.add(client);
        }
    }

    /** The broker has ended, all links with it. */
    private void leave() {
        ledger.brokerEnded();
        clients.values().stream().filter(SimClient::mayResume).forEach(away::add);
        clients.clear();
    }

    /** The engine gets up to so many frames that are under way from a client, in one round. */
    void deliver(SimClient client, int most) {
        round(() -> {
            for (int i = 0; i < most && !client.toBroker.isEmpty(); i++) {
                take(client, client.toBroker.remove());
            }
        });
    }

    private void take(SimClient client, Frame frame) {
        long id = client.id;
        trace.line(() -> "  c" + id + " > " + Trace.describe(frame));
        inputs.frame(id, frame);
        Frame heard = tampering.heard(frame, client.inBranches());
        if (heard != null) {
            engine.frame(id, heard);
        }
        if (frame instanceof XaFrame.XaCommit && model.branches.committing()) {
            tally.count("xa commit that reads first");
        }
    }

    /** The configuration is read again and has other rules by which messages go on: when nothing is in doubt, so that what is repeated after a crash goes where it went before. */
    boolean reload() {
        boolean calm = away.isEmpty()
                && knowsAllDurable()
                && clients.values().stream().allMatch(client -> client.toBroker.isEmpty());
        if (!policies.routes.used() || !calm) {
            return false;
        }
        tally.count("other rules");
        trace.line(() -> "reload");
        round(() -> {
            model.begin("reload");
            model.reloaded ^= true;
            engine.configured(policies.content(model.reloaded));
        });
        return true;
    }

    /** The disk is full while the engine gets what needs no room, or may be refused for want of it. */
    void deliverWhileFull(SimClient client) {
        trace.line(() -> "the disk is full");
        full = true;
        model.full = true;
        round(() -> {
            while (!client.toBroker.isEmpty() && mayBeRefused(client.toBroker.element())) {
                tally.count("frame while the disk is full");
                take(client, client.toBroker.remove());
            }
        });
        full = false;
        model.full = false;
        trace.line(() -> "the disk has room");
    }

    private static boolean mayBeRefused(Frame frame) {
        return frame instanceof ProducerFrame.Send
                || frame instanceof ConsumerFrame.Acknowledge
                || frame instanceof ConsumerFrame.Credit
                || frame instanceof ConsumerFrame.HandedOver
                || frame instanceof TransactionFrame.Rollback;
    }

    /** The link of a client breaks; what is under way is lost. */
    void lose(SimClient client) {
        clients.remove(client.id);
        if (client.mayResume()) {
            away.add(client);
        }
        trace.line(() -> "lose c" + client.id);
        round(() -> {
            inputs.disconnected(client.id);
            engine.disconnected(client.id);
        });
    }

    /** Rounds without input until the engine has nothing to do. */
    void workAll() {
        round(() -> {
            do {
                while (engine.work()) {
                    tally.count("work continued");
                }
            } while (keeper.fetch());
            model.settled = true;
        });
    }

    void passTime(long millis) {
        now += millis;
        trace.line(() -> "it is " + now);
        round(() -> {});
    }

    /** The wall clock jumps back; the engine's time must not. */
    void jumpBack(long millis) {
        long real = now;
        now -= millis;
        round(() -> {});
        now = real;
    }

    /** Whether somebody waits for a force. */
    boolean wantsForce() {
        return engine.wantsForce();
    }

    void force() {
        if (planted == Planted.FORCE_FAKED && choice.oneIn(2)) {
            forced = journal.appendedPosition();
            return;
        }
        forced = journal.tryForce();
        trace.line(() -> "force, durable " + forced);
    }

    /** The engine learns what is durable, at once or a piece of it. */
    void tellDurable(boolean piece) {
        long told = model.durable;
        if (forced > told) {
            long position = piece ? choice.position(told, forced) : forced;
            trace.line(() -> "tell durable " + position);
            round(() -> {
                model.begin("durable");
                model.durable = position;
                boolean early = planted == Planted.DURABLE_TOO_EARLY;
                engine.durable(early ? journal.appendedPosition() : position);
            });
        } else if (planted == Planted.DURABLE_TOO_EARLY) {
            round(() -> engine.durable(journal.appendedPosition()));
        }
    }

    boolean knowsAllDurable() {
        return model.durable == forced && forced == journal.appendedPosition();
    }

    /** The disk is sealed when nothing happens. */
    void seal() {
        if (journal.sealIfIdle()) {
            tally.count("journal sealed");
            forced = journal.durablePosition();
        }
    }

    /** Whether a crash should come before anything else: the last force cut a round in two. */
    boolean crashDue() {
        return crashDue;
    }

    /** Power goes, maybe in the middle of a force, and comes back. */
    void crash() {
        long before = journal.durablePosition();
        if (crashDue) {
            tally.count("crash after half a round was forced");
        } else if (choice.oneIn(2)) {
            tally.count("crash in the middle of a force");
            disk.faults().losePowerAtOperation(choice.between(1, 4));
            keeper.tryToForce();
            before = Math.max(before, journal.durablePosition());
        } else {
            tally.count("crash between forces");
        }
        Survival survival = choice.of(java.util.List.of(Survival.values()));
        tally.count("crash leaving " + survival);
        disk.losePower(new Random(choice.seed()), survival);
        trace.line(() -> "crash leaving " + survival);
        leave();
        open(before, false);
    }

    /** A write or force fails: the engine stops answering, and the broker is started again. */
    void failJournal() {
        if (choice.oneIn(2)) {
            disk.faults().failForce(1);
            tally.count("force failed");
        } else {
            disk.faults().failWrite(1);
            tally.count("write failed");
        }
        long before = journal.durablePosition();
        if (keeper.tryToForce()) {
            disk.faults().heal();
            forced = journal.durablePosition();
            return;
        }
        stopping = true;
        engine.journalFailed("failed on command");
        model.connections()
                .forEach(c -> ModelOutputs.require(c.closed, () -> "not closed when the journal failed: " + c));
        stopping = false;
        leave();
        trace.line(() -> "journal failed");
        if (choice.oneIn(2)) {
            disk.killProcess();
        } else {
            disk.losePower(new Random(choice.seed()), Survival.ANY_SECTOR);
        }
        open(before, false);
    }

    /** A stop in order, and a start. */
    void stopAndStart() {
        tally.count("clean stop");
        trace.line(() -> "clean stop");
        model.begin("stop");
        for (ModelConnection connection : model.connections()) {
            if (!connection.closed) {
                model.end(connection, false);
            }
        }
        stopping = true;
        engine.stop();
        stopping = false;
        model.roundEnds(false);
        journal.close();
        leave();
        open(journal.durablePosition(), true);
    }

    @Override
    public long append(RecordGroup group, boolean mayUseReserve) {
        if (full && !mayUseReserve) {
            tally.count("record refused by a full disk");
            throw Refusals.full();
        }
        long position = journal.append(group, mayUseReserve ? Admission.RESERVE : Admission.NORMAL);
        records.appended(group, position);
        if (choice.oneIn(15)) {
            tally.count("forced by another thread meanwhile");
            force();
            crashDue = choice.oneIn(12);
        }
        return position;
    }

    @Override
    public Space space() {
        return new LateSpace(() -> space, segment -> {
            tally.count("segment given up");
            journal.free(segment);
        });
    }

    @Override
    public void send(long connection, Frame frame) {
        boolean delivery = frame instanceof ConsumerFrame.Deliver;
        if (delivery && planted == Planted.DELIVERY_DROPPED && choice.oneIn(20)) {
            return;
        }
        out(connection, frame);
        if (delivery && planted == Planted.DELIVERY_DOUBLED && choice.oneIn(20)) {
            out(connection, frame);
        }
    }

    private void out(long connection, Frame frame) {
        if (probe.takes(connection, frame)) {
            return;
        }
        trace.line(() -> "  c" + connection + " < " + Trace.describe(frame));
        outputs.send(connection, frame);
        SimClient client = clients.get(connection);
        if (client != null) {
            client.toClient.add(frame);
        }
    }

    @Override
    public boolean hasRoom(long connection, int bytes) {
        SimClient client = clients.get(connection);
        if (client == null || outflow.hasRoom(client)) {
            return true;
        }
        tally.count("enough waits for a client");
        model.connection(connection).full = true;
        return planted == Planted.OUTFLOW_IGNORED;
    }

    @Override
    public void close(long connection, ErrorCode code, String reason) {
        trace.line(() -> "  c" + connection + " closed " + code + " " + reason);
        tally.count("closed by the engine: " + code);
        outputs.close(connection, code, reason, stopping);
        SimClient ended = clients.remove(connection);
        if (ended != null && code == ErrorCode.PROTOCOL && ended.mayResume()) {
            tally.count("comes back although it was slow");
            away.add(ended); // others than ours may
        }
    }

    @Override
    public void notice(Notice notice) {
        tally.count(notice.warning() ? "warning" : "notice");
        trace.line(() -> "  notice " + notice.text());
        model.slow.notice(notice.text());
    }
}
