package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One seeded life of a journal on a {@link MemoryDisk}, against a model that is a plain list. After every crash the journal must
 * hold the groups of the model up to some group, all of those that had been reported durable among them, each at its position.
 */
final class CrashRun {
    static final int STEPS = 220;

    private static final int SEGMENT = 64 * 1024;
    private static final JournalSettings SETTINGS = new JournalSettings(
            SEGMENT, 16 * 1024, 64 * 1024, 4 * 1024, 8 * 1024, Duration.ofSeconds(10), 77, new FixedClock());

    /** What is done to the run on purpose so that a check must fail. */
    enum Sabotage {
        NONE,
        FORCES_ARE_FAKED,
        A_WRITE_VANISHES,
        A_RECORD_IS_DROPPED,
        A_LIVING_SEGMENT_IS_FREED,
        A_CHECKPOINT_IS_NOT_FORCED,
        A_CHECKPOINT_LACKS_SOMETHING
    }

    /** A record as appended or as replayed; of the payload a fingerprint. */
    record Entry(int type, long position, int length, int hash) {
        Entry(int type, long position, byte[] payload) {
            this(type, position, payload.length, Arrays.hashCode(payload));
        }
    }

    private record Group(List<Entry> entries, long end) {}

    private final SplittableRandom random;
    private final Sabotage sabotage;
    private final Map<CrashStep, Integer> counts;
    private final MemoryDisk disk = new MemoryDisk();
    private final RecordGroup group = new RecordGroup();
    private List<Group> model = new ArrayList<>();
    /** What the model is if the checkpoint counts that is being published; position from which the log is replayed then. */
    private @Nullable List<Group> ifPublished;

    private long ifPublishedFrom;
    private long reported;
    private boolean faulty;
    private Journal journal;

    CrashRun(long seed, Sabotage sabotage, Map<CrashStep, Integer> counts) {
        this.random = new SplittableRandom(seed);
        this.sabotage = sabotage;
        this.counts = counts;
        this.journal = openUntilItWorks();
    }

    static Map<CrashStep, Integer> newCounts() {
        return new EnumMap<>(CrashStep.class);
    }

    void run() {
        for (int i = 0; i < STEPS; i++) {
            step(CrashStep.pick(random));
        }
        restart(Survival.ALL);
    }

    private void step(CrashStep step) {
        counts.merge(step, 1, Integer::sum);
        try {
            perform(step);
        } catch (JournalFullException full) {
            assertThat(disk.faults().isCapacityLimited())
                    .as("full only when it is")
                    .isTrue();
            counts.merge(CrashStep.REFUSED_AS_FULL, 1, Integer::sum);
        } catch (RecordTooLargeException tooLarge) {
            assertThat(group.size()).isGreaterThan(SEGMENT - 10_000);
            counts.merge(CrashStep.REFUSED_AS_TOO_LARGE, 1, Integer::sum);
        } catch (JournalFailedException failure) {
            assertThat(faulty).as("fails only on command: " + failure).isTrue();
            assertThat(journal.failed()).isTrue();
            counts.merge(CrashStep.STOPPED, 1, Integer::sum);
            restart(anySurvival());
        }
    }

    private void perform(CrashStep step) {
        switch (step) {
            case APPEND -> append();
            case FORCE -> force();
            case PREPARE -> journal.prepareStep();
            case SEAL_IDLE -> journal.sealIfIdle();
            case CHECKPOINT -> checkpoint();
            case CLOSE -> close();
            case LOSE_POWER -> restart(anySurvival());
            case KILL -> restart(null);
            case LOSE_POWER_INSIDE -> {
                faulty = true;
                disk.faults().losePowerAtOperation(1 + random.nextInt(8));
            }
            case FAIL_WRITE -> {
                faulty = true;
                disk.faults().failWrite(1 + random.nextInt(4));
            }
            case FAIL_FORCE -> {
                faulty = true;
                disk.faults().failForce(1 + random.nextInt(4));
            }
            case FILL_DISK -> disk.faults().capacity(disk.usedBytes() + random.nextInt(12 * 1024));
            case EMPTY_DISK -> {
                disk.faults().capacity(Long.MAX_VALUE);
                journal.prepareStep();
            }
            case REFUSED_AS_FULL,
                    REFUSED_AS_TOO_LARGE,
                    STOPPED,
                    CRASHED_IN_RECOVERY,
                    TORN,
                    CUT_GROUPS,
                    ROLLED,
                    CHECKPOINT_REFUSED,
                    CRASHED_IN_CHECKPOINT,
                    FREED,
                    READ_BACK -> {
                // Outcomes, counted where they happen.
            }
        }
    }

    private void append() {
        group.clear();
        List<byte[]> payloads = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        int records = 1 + (random.nextInt(3) == 0 ? random.nextInt(6) : 0);
        for (int i = 0; i < records; i++) {
            byte[] payload = new byte[size()];
            random.nextBytes(payload);
            int type = random.nextInt(RecordTypes.LAST_EFFECT + 1);
            group.begin(type, payload.length).put(payload);
            group.end();
            payloads.add(payload);
            types.add(type);
        }
        long before = journal.appendedPosition();
        long position;
        try {
            position = journal.append(group, random.nextBoolean() ? Admission.NORMAL : Admission.RESERVE);
        } catch (GatherLimitException wait) {
            force();
            return;
        }
        assertThat(position).isGreaterThanOrEqualTo(before);
        if (position / SEGMENT != before / SEGMENT) {
            counts.merge(CrashStep.ROLLED, 1, Integer::sum);
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            entries.add(new Entry(types.get(i), position + group.offset(i), payloads.get(i)));
        }
        model.add(new Group(entries, journal.appendedPosition()));
    }

    private int size() {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return random.nextInt(30_000);
        }
        return kind < 8 ? random.nextInt(5_000) : random.nextInt(200);
    }

    private void force() {
        if (sabotage == Sabotage.A_WRITE_VANISHES && random.nextInt(20) == 0) {
            disk.faults().loseNextWrite();
        }
        long durable = journal.tryForce();
        assertThat(durable).isEqualTo(journal.appendedPosition());
        report();
    }

    /** Some groups die; a checkpoint tells of the others, and what holds only dead ones is given up. */
    private void checkpoint() {
        CheckpointMark mark = journal.mark();
        List<Group> alive = new ArrayList<>();
        for (Group candidate : model) {
            boolean young = candidate.end() > mark.position() - SEGMENT && random.nextInt(3) > 0;
            if (young || random.nextInt(8) == 0) {
                alive.add(candidate);
            }
        }
        CheckpointWriter writer = null;
        try {
            writer = journal.checkpoint(mark);
            boolean lacking = sabotage == Sabotage.A_CHECKPOINT_LACKS_SOMETHING && random.nextInt(4) == 0;
            disk.faults().lieAboutForces(sabotage == Sabotage.A_CHECKPOINT_IS_NOT_FORCED);
            for (Group kept : lacking && !alive.isEmpty() ? alive.subList(1, alive.size()) : alive) {
                writer.write(described(kept));
            }
            if (random.nextInt(10) == 0) {
                writer.discard();
                return;
            }
            if (random.nextBoolean()) {
                append(); // belongs to the log behind the mark
                if (model.get(model.size() - 1).end() > mark.position()) {
                    alive.add(model.get(model.size() - 1));
                }
            }
            journal.tryForce();
            report();
            ifPublished = alive;
            ifPublishedFrom = mark.position();
            journal.publish(writer, journal.durablePosition());
        } catch (JournalFullException full) {
            counts.merge(CrashStep.CHECKPOINT_REFUSED, 1, Integer::sum);
            ifPublished = null;
            if (writer != null) {
                writer.discard();
            }
            throw full;
        } catch (JournalFailedException failed) {
            counts.merge(CrashStep.CRASHED_IN_CHECKPOINT, 1, Integer::sum);
            throw failed;
        }
        disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
        model = alive;
        ifPublished = null;
        free();
    }

    private RecordGroup described(Group kept) {
        group.clear();
        for (Entry entry : kept.entries()) {
            group.begin(entry.type(), 16)
                    .putLong(entry.position())
                    .putInt(entry.length())
                    .putInt(entry.hash());
            group.end();
        }
        return group;
    }

    private void free() {
        for (long segment : journal.segmentsBeforeReplay()) {
            boolean needed = model.stream()
                    .flatMap(kept -> kept.entries().stream())
                    .anyMatch(entry -> entry.position() / SEGMENT == segment);
            if (!needed || (sabotage == Sabotage.A_LIVING_SEGMENT_IS_FREED && random.nextInt(4) == 0)) {
                journal.free(segment);
                counts.merge(CrashStep.FREED, 1, Integer::sum);
            }
        }
    }

    private void report() {
        reported = journal.durablePosition();
    }

    private void close() {
        journal.close();
        report();
        journal = openUntilItWorks();
        RecoveryReport recovery = journal.recovery();
        assertThat(recovery.closedInOrder() && recovery.tornBytes() > 0)
                .as("an end in order has no torn tail")
                .isFalse();
    }

    private Survival anySurvival() {
        Survival[] all = Survival.values();
        return all[random.nextInt(all.length)];
    }

    /** Restarts after a power loss, or after the death of the process alone. */
    private void restart(@Nullable Survival survival) {
        report();
        loseLife(survival);
        journal = openUntilItWorks();
        if (random.nextInt(4) == 0) {
            int groups = model.size();
            loseLife(null);
            journal = openUntilItWorks();
            assertThat(model).as("a second recovery finds the same").hasSize(groups);
        }
    }

    private void loseLife(@Nullable Survival survival) {
        if (survival == null) {
            disk.killProcess();
        } else {
            disk.losePower(random, survival);
        }
        faulty = false;
        disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
    }

    private Journal openUntilItWorks() {
        while (true) {
            if (random.nextInt(5) == 0) {
                disk.faults().losePowerAtOperation(1 + random.nextInt(6));
            }
            List<Entry> scanned = new ArrayList<>();
            JournalScan.dump(disk, (type, position, payload) -> {
                if (RecordTypes.isEffect(type)) {
                    take(scanned, type, position, payload);
                }
            });
            long replayFrom = replayFrom();
            scanned.removeIf(entry -> entry.position() < replayFrom);
            List<Entry> replayed = new ArrayList<>();
            try {
                Journal opened = Journal.open(disk, SETTINGS, (type, position, payload) -> {
                    if (sabotage != Sabotage.A_RECORD_IS_DROPPED || random.nextInt(2000) != 0) {
                        if (position == 0) {
                            replayed.add(new Entry(type, payload.getLong(), payload.getInt(), payload.getInt()));
                        } else {
                            take(replayed, type, position, payload);
                        }
                    }
                });
                disk.faults().losePowerAtOperation(Integer.MAX_VALUE);
                long from = opened.replayFrom();
                assertThat(replayed.stream().filter(entry -> entry.position() >= from))
                        .containsExactlyElementsOf(scanned);
                if (ifPublished != null && from == ifPublishedFrom) {
                    model = ifPublished;
                }
                ifPublished = null;
                check(replayed, opened);
                journal = opened;
                free();
                readBack(opened);
                return opened;
            } catch (JournalFailedException | JournalFullException crashed) {
                counts.merge(CrashStep.CRASHED_IN_RECOVERY, 1, Integer::sum);
                loseLife(anySurvival());
            }
        }
    }

    private long replayFrom() {
        try {
            CheckpointHeader newest = Checkpoint.peek(disk);
            return newest == null ? 0 : newest.replayFrom();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void take(List<Entry> entries, int type, long position, ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        entries.add(new Entry(type, position, bytes));
    }

    /** What lives can be read, one by one. */
    private void readBack(Journal opened) {
        try (JournalReader reader = opened.reader()) {
            for (Group kept : model) {
                Entry expected = kept.entries().get(0);
                List<Entry> found = new ArrayList<>();
                reader.read(expected.position(), (type, position, payload) -> take(found, type, position, payload));
                assertThat(found).containsExactly(expected);
                counts.merge(CrashStep.READ_BACK, 1, Integer::sum);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void check(List<Entry> replayed, Journal opened) {
        List<Group> kept = new ArrayList<>();
        int next = 0;
        for (Group expected : model) {
            int end = next + expected.entries().size();
            if (end > replayed.size()) {
                break;
            }
            assertThat(replayed.subList(next, end)).isEqualTo(expected.entries());
            kept.add(expected);
            next = end;
        }
        assertThat(replayed).as("no part of a group, nothing unknown").hasSize(next);
        for (Group expected : model.subList(kept.size(), model.size())) {
            assertThat(expected.end()).as("a durable group is lost").isGreaterThan(reported);
        }
        if (kept.size() < model.size()) {
            counts.merge(CrashStep.CUT_GROUPS, 1, Integer::sum);
        }
        if (opened.recovery().tornBytes() > 0) {
            counts.merge(CrashStep.TORN, 1, Integer::sum);
        }
        model = kept;
        reported = opened.durablePosition();
    }
}
