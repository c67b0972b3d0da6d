package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.CrashLife.Sabotage;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of a journal that holds a set of numbers, on a disk that loses power at three random operations of each, or at every operation of a
 * short one: that keeps, drops, reorders and tears what was written since the last force, brings old sectors back, flips bits, cannot read,
 * fails, is slow and fills up. {@code -Dseed=N} runs one of them again, {@code -Dseeds=N} so many.
 */
@Timeout(300)
class CrashPointsTest {
    private static final int SEEDS = Integer.getInteger("seeds", 5_000);
    private static final int SOAK_SEEDS = Integer.getInteger("seeds", 100_000);
    private static final int SEEDS_TO_FIND_SABOTAGE = 100;
    private static final int SHORT_LIVES = 100;
    private static final int SHORT_STEPS = 25;
    private static final int CRASHES = 3;
    private static final int MOST_STEPS = 110;

    private static final String[] ALL = {
        "checkpoint",
        "closed in order",
        "commit",
        "cut off what was not durable",
        "died in recovery",
        "disk bound held",
        "failed force",
        "failed write",
        "flipped bit changed nothing",
        "flipped bit cut the last batch off",
        "flipped bit found by the reader",
        "flipped bit refused at the start",
        "found open transactions",
        "full disk",
        "killed",
        "lost power",
        "move",
        "read error",
        "rollback",
        "segment given up",
        "slow call",
        "torn tail"
    };

    private final Counts counts = new Counts();

    @Test
    void threeCrashesAtRandomOperationsOfALifeLoseNothing() {
        lives(SEEDS);
    }

    @Test
    @Tag("soak")
    @Timeout(3_600)
    void threeCrashesAtRandomOperationsOfVeryManyLivesLoseNothing() {
        lives(SOAK_SEEDS);
    }

    private void lives(int seeds) {
        Long only = Long.getLong("seed");
        long begun = System.nanoTime();
        LongStream all = only == null ? LongStream.rangeClosed(1, seeds).parallel() : LongStream.of(only);
        all.forEach(this::replayable);
        System.out.println("crash points, " + (only == null ? "seeds 1 to " + seeds : "seed " + only) + " in "
                + (System.nanoTime() - begun) / 1_000_000 + " ms: " + counts.all());
        if (only == null) {
            assertThat(counts.all()).as("everything happens").containsOnlyKeys(ALL);
        }
    }

    private void replayable(long seed) {
        try {
            life(seed, Sabotage.NONE, counts);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + " (run it again with -Dseed=" + seed + ")", failure);
        }
    }

    private static void life(long seed, Sabotage sabotage, Counts counts) {
        SplittableRandom random = new SplittableRandom(seed);
        MemoryDisk disk = new MemoryDisk();
        CrashLife life = new CrashLife(disk, random, sabotage, counts);
        DiskTrouble trouble = new DiskTrouble(disk, random, counts);
        for (int crash = 0; crash < CRASHES; crash++) {
            trouble.order();
            trouble.steps(life, MOST_STEPS);
            trouble.crash(sabotage);
            trouble.flipAnywhere(life);
            trouble.recover(life, sabotage);
            life.reopenAgain();
            life.readBack();
            trouble.readError(life);
        }
        life.tidy();
        life.close();
        life.reopen();
    }

    @Test
    void aCrashAtEachOperationOfAShortLifeLosesNothing() {
        int crashes = LongStream.rangeClosed(1, SHORT_LIVES)
                .parallel()
                .mapToInt(this::crashAtEachOperation)
                .sum();
        System.out.println(
                "crash points, " + SHORT_LIVES + " short lives, a crash at each of " + crashes + " operations");
        assertThat(crashes).isGreaterThan(SHORT_LIVES * 10);
    }

    private int crashAtEachOperation(long seed) {
        for (int operation = 1; ; operation++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDisk disk = new MemoryDisk();
            CrashLife life = new CrashLife(disk, random, Sabotage.NONE, counts);
            disk.faults().losePowerAtOperation(operation);
            boolean lost = lives(life);
            disk.losePower(new SplittableRandom(operation), Survival.ANY_SECTOR);
            life.reopen();
            life.reopenAgain();
            life.readBack();
            if (!lost) {
                return operation - 1;
            }
        }
    }

    private static boolean lives(CrashLife life) {
        try {
            for (int i = 0; i < SHORT_STEPS; i++) {
                life.step();
            }
            life.checkpoint();
            return false;
        } catch (JournalFailedException powerLost) {
            return true;
        }
    }

    /** What a killed process wrote is read, but may not be on the disk yet: nothing may say that it is before it was forced. */
    @Test
    void powerThatGoesInARecoveryAfterAKillDoesNotMakeDamageOfUnforcedWrites() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDisk disk = new MemoryDisk();
            CrashLife life = new CrashLife(disk, random, Sabotage.NONE, counts);
            for (int i = 0; i < 10; i++) {
                life.put(0);
            }
            disk.faults().failForce(1);
            assertThatThrownBy(life::force).isInstanceOf(JournalFailedException.class);
            disk.killProcess();
            disk.faults().losePowerAtOperation(1 + random.nextInt(3));
            assertThatThrownBy(life::reopen).isInstanceOf(JournalFailedException.class);
            disk.losePower(random, Survival.ANY_SECTOR);
            life.reopen();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aPlantedFaultIsFoundWithinAHundredLives(Sabotage sabotage) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= SEEDS_TO_FIND_SABOTAGE; seed++) {
                        life(seed, sabotage, new Counts());
                    }
                })
                .isInstanceOfAny(AssertionError.class, JournalDamagedException.class);
    }

    /** Checkpoint, old segments, recycled ones: a flip anywhere is told. */
    @Test
    void eachByteOfACheckpointIsGuarded() {
        MemoryDisk disk = new MemoryDisk();
        CrashLife life = new CrashLife(disk, new SplittableRandom(4), Sabotage.NONE, counts);
        for (int i = 0; i < 300; i++) {
            life.step();
        }
        life.checkpoint();
        life.close();
        String name = disk.list().stream()
                .filter(file -> file.startsWith("checkpoint-"))
                .findFirst()
                .orElseThrow();
        int length = disk.contents(name).length;
        for (int offset = 0; offset < length; offset++) {
            disk.flip(name, offset, 1 << (offset % 8));
            assertThat(JournalScan.verify(disk).sound())
                    .as("byte " + offset + " of " + name)
                    .isFalse();
            disk.flip(name, offset, 1 << (offset % 8));
        }
        assertThat(JournalScan.verify(disk).sound()).isTrue();
        System.out.println("each of " + length + " bytes of a checkpoint is guarded");
    }
}
