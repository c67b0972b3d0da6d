package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.Admission;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalClock;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalScan;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.testing.InlineSpace;
import io.angarium.server.testing.LateSpace;
import io.angarium.server.testing.StoppedClock;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An engine on a journal in memory, with virtual time. Nothing becomes durable but by {@link #force}; nothing is dispatched but by {@link
 * #round}. One thread.
 */
final class EngineHarness implements EffectLog, Outputs {
    static final long START = 1_700_000_000_000L;
    private static final UUID BROKER = new UUID(7, 7);

    private static final JournalClock CLOCK = new StoppedClock(START);

    private static final String DEAD = "DLQ";
    private static final Policies POLICIES = standard(10);

    private final MemoryDisk disk = new MemoryDisk();
    private final Map<Long, TestClient> clients = new LinkedHashMap<>();
    private final Map<Long, Long> partsWritten = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private final int segmentBytes;
    private EngineSettings settings;
    private @Nullable JournalException refusal;
    private boolean refusesAll;
    private BiFunction<Integer, ByteBuffer, ByteBuffer> tampering = (type, payload) -> payload;
    private Engine engine;
    private Journal journal;
    private long now = START;
    private long lastConnection;
    private long recovered;
    private long readByStart;
    private InlineSpace space;
    private boolean checkpointWanted;
    private long fetched;
    private int mostFetchedAtOnce;
    /** What the engine has asked for and nobody has brought. */
    private final List<Long> wanted = new ArrayList<>();

    private boolean readsFail;
    /** For how many deliveries more there is room, of clients that do not take any number. */
    private final Map<Long, Integer> rooms = new HashMap<>();

    private Runnable betweenRounds = () -> {};

    EngineHarness() {
        this(10, 1 << 20);
    }

    /** A small one, for tests that make thousands. */
    EngineHarness(int maxDeliveries, int segmentBytes) {
        this.segmentBytes = segmentBytes;
        settings = new EngineSettings(
                BROKER, "test", 64L << 20, standard(maxDeliveries), Configuration.FIXED, true, 0, 1 << 20);
        start();
    }

    private static Policies standard(int maxDeliveries) {
        return Policies.of(DestinationPolicy.standard(maxDeliveries, DEAD));
    }

    private void start() {
        wanted.clear();
        engine = new Engine(settings, this, this);
        journal = Journal.open(disk, journalSettings(), this::recover);
        space = new InlineSpace(journal, () -> checkpointWanted);
        recovered = engine.recovered(now, journal.durablePosition());
        readByStart = space.reads();
    }

    private void recover(int type, long position, ByteBuffer payload) {
        engine.recover(type, position, tampering.apply(type, payload));
    }

    /** Changes records on their way into recovery: a planted fault. */
    void tamper(BiFunction<Integer, ByteBuffer, ByteBuffer> with) {
        tampering = with;
    }

    private JournalSettings journalSettings() {
        return JournalSettings.standard(1, CLOCK).withSegmentBytes(segmentBytes);
    }

    // -- the host's part

    Engine engine() {
        return engine;
    }

    /** Runs rounds until nothing more happens without input. */
    EngineHarness round() {
        engine.time(now);
        int rounds = 0;
        do {
            while (engine.work()) {
                betweenRounds.run();
                assertThat(++rounds).as("rounds without end").isLessThan(100_000);
            }
        } while (fetch() | tellPartsWritten());
        return this;
    }

    /** Reads what the engine has asked for; true if that was something. */
    private boolean fetch() {
        int all = wanted();
        betweenRounds.run();
        mostFetchedAtOnce = Math.max(mostFetchedAtOnce, all);
        bring(all);
        return all > 0;
    }

    /** How many records the engine has asked for and waits for. */
    int wanted() {
        wanted.addAll(space.takeWanted());
        return wanted.size();
    }

    /** Brings so many of them, those first that were asked for first; there is no round. */
    void bring(int many) {
        List<Long> places = List.copyOf(wanted.subList(0, many));
        wanted.subList(0, many).clear();
        for (long place : places) {
            fetched++;
            if (readsFail) {
                engine.unreadable(place, "planted");
                continue;
            }
            try {
                space.read(place, (type, position, payload) -> engine.fetched(place, type, copy(payload)));
            } catch (JournalException unreadable) {
                engine.unreadable(place, String.valueOf(unreadable.getMessage()));
            }
        }
    }

    /** Of which queues the lists are among these. */
    List<Integer> queuesOfWantedLists() {
        List<Integer> queues = new ArrayList<>();
        for (long place : wanted) {
            space.read(place, (type, position, payload) -> {
                if (EffectReader.read(type, payload) instanceof Effect.MessagesListed list) {
                    queues.add(list.queue());
                }
            });
        }
        return queues;
    }

    /** By what number effects name a queue. */
    int queueId(String name) {
        return effects(Effect.DestinationCreated.class).stream()
                .filter(created -> created.destination().name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Rounds, without input, in which nothing is brought. */
    void workWithoutReading() {
        engine.time(now);
        int rounds = 0;
        while (engine.work()) {
            assertThat(++rounds).as("rounds without end").isLessThan(10_000);
        }
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    /** Done after a round when others follow, or may. */
    void betweenRounds(Runnable action) {
        betweenRounds = action;
    }

    /** Whether what the engine asks for cannot be read from now on. */
    void readsFail(boolean fail) {
        readsFail = fail;
    }

    /** The journal's files seem to have so many bytes. */
    void pretendFileBytes(long bytes) {
        space.pretendFileBytes(bytes);
    }

    /** Whether the engine has asked for a checkpoint, beside those that are due, since the last look. */
    boolean checkpointAsked() {
        return space.checkpointAsked();
    }

    /** The disk forgets a bit of the record at a place. */
    void damage(long place) {
        String name = String.format("segment-%016d.journal", place / journal.segmentBytes());
        disk.flip(name, (int) (place % journal.segmentBytes()) + 100, 16);
    }

    /** Where the records of messages are in the log, in order. */
    List<Long> placesOfMessages() {
        return places(Effect.MessageStored.class);
    }

    /** Where the lists of parked messages are in the log, in order. */
    List<Long> placesOfLists() {
        return places(Effect.MessagesListed.class);
    }

    /** Where the bodies of messages are that are not persistent. */
    List<Long> placesOfSpilled() {
        return places(Effect.MessageSpilled.class);
    }

    private List<Long> places(Class<? extends Effect> kind) {
        journal.tryForce();
        List<Long> places = new ArrayList<>();
        JournalScan.dump(disk, (type, position, payload) -> {
            if (type < RecordGroup.MOVE - 4 && kind.isInstance(EffectReader.read(type, payload))) {
                places.add(position);
            }
        });
        return places;
    }

    /** The file of a segment is gone. */
    void loseSegment(long segment) {
        disk.remove(String.format("segment-%016d.journal", segment));
    }

    /** How many records were read back since the first start. */
    long fetched() {
        return fetched;
    }

    /** How many records were asked for at the same time, at most, since the first start. */
    int mostFetchedAtOnce() {
        return mostFetchedAtOnce;
    }

    /** What was appended becomes durable, and the engine hears of it. */
    EngineHarness force() {
        journal.tryForce();
        engine.durable(journal.durablePosition());
        return round();
    }

    /** What was appended becomes durable, and the engine hears of it; there is no round. */
    EngineHarness forceOnly() {
        journal.tryForce();
        engine.durable(journal.durablePosition());
        return this;
    }

    /** Rounds and forces until all is quiet. */
    EngineHarness settle() {
        round();
        while (engine.wantsForce()) {
            force();
        }
        return this;
    }

    EngineHarness pass(long millis) {
        now += millis;
        return round();
    }

    long now() {
        return now;
    }

    void clockJumps(long millis) {
        now += millis;
    }

    // -- life and death

    /** The machine dies: what was not forced is lost. */
    EngineHarness crash() {
        clients.clear();
        disk.losePower(new Random(1), Survival.NOTHING);
        start();
        return this;
    }

    /** The machine dies: what was appended is on disk already without the engine's knowing, or nothing or any part of it. */
    EngineHarness crash(Random random) {
        if (random.nextBoolean()) {
            journal.tryForce();
        }
        clients.clear();
        Survival[] all = Survival.values();
        disk.losePower(random, all[random.nextInt(all.length)]);
        start();
        return this;
    }

    /** The process dies: what was appended but not written is lost. */
    EngineHarness kill() {
        clients.clear();
        disk.killProcess();
        start();
        return this;
    }

    /** A clean stop and a new start. */
    EngineHarness restart() {
        stop();
        clients.clear();
        start();
        return this;
    }

    void stop() {
        engine.stop();
        journal.close();
    }

    /** How many segment files there are, when all that can be done for the journal's space has been done. */
    int segmentFiles() {
        while (journal.prepareStep()) {
            journal.preparedBytes();
        }
        return (int) (journal.segmentFileBytes() / journal.segmentBytes());
    }

    /** From now on, until the next start, files may have nothing beyond what lives: sparse segments are emptied. */
    void copies() {
        space.spareBytes(0);
    }

    /** How many groups of a checkpoint may wait to be written: it stands still in between. */
    void mostWaiting(int groups) {
        space.mostWaiting(groups);
    }

    /** How many records are in the journal that were moved. */
    int moved() {
        journal.tryForce();
        MemoryDisk copy = disk.copy();
        copy.killProcess();
        int[] moves = {0};
        Journal.open(copy, journalSettings(), (type, position, payload) -> moves[0] += type == RecordGroup.MOVE ? 1 : 0)
                .close();
        return moves[0];
    }

    /** How many messages the last start found. */
    long recovered() {
        return recovered;
    }

    /** How many records the last start has read back, beside the log and the checkpoint. */
    long readByStart() {
        return readByStart;
    }

    // -- faults and settings, the latter from the next start on

    EngineHarness with(EngineSettings other) {
        settings = other;
        return restart();
    }

    EngineHarness withBudget(long bytes) {
        return with(new EngineSettings(BROKER, "test", bytes, POLICIES, Configuration.FIXED, true, 0, 1 << 20));
    }

    EngineHarness withMaxDeliveries(int most) {
        return with(
                new EngineSettings(BROKER, "test", 64L << 20, standard(most), Configuration.FIXED, true, 0, 1 << 20));
    }

    EngineHarness withPolicies(Policies policies) {
        return with(new EngineSettings(BROKER, "test", 64L << 20, policies, Configuration.FIXED, true, 0, 1 << 20));
    }

    EngineHarness withPolicies(Policies policies, long budget) {
        return with(new EngineSettings(BROKER, "test", budget, policies, Configuration.FIXED, true, 0, 1 << 20));
    }

    EngineHarness withoutCreation() {
        return with(new EngineSettings(BROKER, "test", 64L << 20, POLICIES, Configuration.FIXED, false, 0, 1 << 20));
    }

    /** What takes room is refused from now on; null for no more. */
    void refuse(@Nullable JournalException with) {
        refusal = with;
        refusesAll = false;
    }

    /** The disk gives no more than it has given, or as much as is wanted again. */
    void diskFull(boolean full) {
        disk.faults().capacity(full ? disk.usedBytes() : Long.MAX_VALUE);
        journal.prepareStep(); // looks
    }

    /** How much room is prepared in the journal, its reserve included. */
    long journalRoom() {
        return journal.preparedBytes();
    }

    /** Everything is refused from now on. */
    void refuseAll(JournalException with) {
        refusal = with;
        refusesAll = true;
    }

    // -- what the engine sees

    @Override
    public long append(RecordGroup group, boolean mayUseReserve) {
        if (refusal != null && (refusesAll || !mayUseReserve)) {
            throw refusal;
        }
        return journal.append(group, mayUseReserve ? Admission.RESERVE : Admission.NORMAL);
    }

    @Override
    public void send(long connection, Frame frame) {
        TestClient client = clients.get(connection);
        if (client != null) {
            client.receive(frame);
            if (frame instanceof ReplyFrame.Part part && !client.isDeaf()) {
                partsWritten.merge(connection, (long) part.bytes().remaining(), Long::sum);
            }
        }
    }

    /** What clients have read of parts of bodies is told to the engine; true if that was something. */
    private boolean tellPartsWritten() {
        Map<Long, Long> all = Map.copyOf(partsWritten);
        partsWritten.clear();
        all.forEach((connection, bytes) -> engine.partsWritten(connection, bytes));
        return !all.isEmpty();
    }

    /** From now on there is no room for deliveries to that client. */
    void fill(TestClient client) {
        rooms.put(client.id(), 0);
    }

    /** There is room again, of which the engine is told. */
    EngineHarness drain(TestClient client) {
        rooms.remove(client.id());
        engine.drained(client.id());
        return this;
    }

    /** There is room again, for so many deliveries. */
    EngineHarness drain(TestClient client, int deliveries) {
        rooms.put(client.id(), deliveries);
        engine.drained(client.id());
        return this;
    }

    @Override
    public boolean hasRoom(long connection, int bytes) {
        Integer left = rooms.computeIfPresent(connection, (any, room) -> room - 1);
        return left == null || left >= 0;
    }

    @Override
    public void close(long connection, @Nullable ErrorCode code, String reason) {
        TestClient client = clients.get(connection);
        if (client != null) {
            client.closed(code, reason);
        }
    }

    @Override
    public void notice(Notice notice) {
        notices.add(notice);
    }

    List<Notice> notices() {
        return notices;
    }

    @Override
    public Space space() {
        return new LateSpace(() -> space);
    }

    /** Takes a checkpoint and lets the engine give up what it does not need. */
    EngineHarness checkpoint() {
        checkpointWanted = true;
        round();
        checkpointWanted = false;
        return endCheckpoint();
    }

    /** Whether a checkpoint has begun that does not count yet. */
    boolean checkpointUnderWay() {
        return space.running();
    }

    /** Begins a checkpoint that gets no further than its small state. */
    void beginCheckpoint() {
        checkpointWanted = true;
        engine.time(now);
        engine.work();
        checkpointWanted = false;
    }

    /** Brings it to its end. */
    EngineHarness endCheckpoint() {
        round();
        force();
        space.write();
        space.publish();
        engine.checkpointed(true);
        return round();
    }

    // -- clients

    TestClient connect() {
        return connect(null);
    }

    TestClient connect(@Nullable String clientId) {
        return connect(clientId, true);
    }

    TestClient connect(@Nullable String clientId, boolean admin) {
        return connect(clientId, admin, new UUID(1, lastConnection + 1));
    }

    /** A client connects again, whose earlier connection was lost or is about to be. */
    TestClient reconnect(TestClient lost) {
        return connect(null, true, lost.incarnation());
    }

    /** A client that has no features beyond the version. */
    TestClient connectPlain() {
        return connect(null, true, new UUID(1, lastConnection + 1), 0);
    }

    TestClient connect(@Nullable String clientId, boolean admin, UUID incarnation) {
        return connect(clientId, admin, incarnation, Features.SUPPORTED);
    }

    private TestClient connect(@Nullable String clientId, boolean admin, UUID incarnation, long features) {
        TestClient client = new TestClient(this, ++lastConnection, incarnation);
        clients.put(lastConnection, client);
        engine.connected(
                lastConnection,
                new ConnectionFrame.Hello(1, 1, features, incarnation, clientId, null, null, "test", 0),
                new Identity("anonymous", admin, "here:" + lastConnection));
        return client;
    }

    /** All effects in the journal, the unforced ones too. */
    List<Effect> effects() {
        journal.tryForce();
        List<Effect> effects = new ArrayList<>();
        MemoryDisk copy = disk.copy();
        copy.killProcess();
        Journal.open(
                        copy,
                        journalSettings(),
                        (type, position, payload) -> effects.add(EffectReader.read(type, payload)))
                .close();
        return effects;
    }

    <T extends Effect> List<T> effects(Class<T> type) {
        return effects().stream().filter(type::isInstance).map(type::cast).toList();
    }
}
