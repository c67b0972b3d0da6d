package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.CrashLife.Sabotage;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What goes wrong with the disk of a {@link CrashLife}, by chance. One thread. */
final class DiskTrouble {
    private final MemoryDisk disk;
    private final SplittableRandom random;
    private final Counts counts;

    DiskTrouble(MemoryDisk disk, SplittableRandom random, Counts counts) {
        this.disk = disk;
        this.random = random;
        this.counts = counts;
    }

    /** Orders what shall go wrong during the next steps. */
    void order() {
        switch (random.nextInt(5)) {
            case 0 -> disk.faults().failWrite(1 + random.nextInt(40));
            case 1 -> disk.faults().failForce(1 + random.nextInt(40));
            case 2 -> disk.faults().capacity(disk.usedBytes() + random.nextInt(200_000));
            default -> disk.faults().losePowerAtOperation(1 + random.nextInt(120));
        }
    }

    /** Works until the journal stops, or is at its end. */
    void steps(CrashLife life, int most) {
        for (int i = 0; i < most; i++) {
            try {
                life.step();
            } catch (JournalFullException full) {
                assertThat(disk.faults().isCapacityLimited()).isTrue();
                counts.add("full disk");
            } catch (JournalFailedException stopped) {
                String why = String.valueOf(stopped.getCause());
                counts.add(
                        why.contains("write failed")
                                ? "failed write"
                                : why.contains("force failed") ? "failed force" : "lost power");
                return;
            }
        }
    }

    /** The machine or the process ends. */
    void crash(Sabotage sabotage) {
        if (random.nextInt(6) == 0) {
            disk.killProcess();
            counts.add("killed");
        } else {
            disk.losePower(random, Survival.values()[random.nextInt(Survival.values().length)]);
        }
        disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
    }

    /** Starts until it works; now and then the power goes during that. */
    void recover(CrashLife life, Sabotage sabotage) {
        while (true) {
            if (random.nextInt(4) == 0) {
                disk.faults().losePowerAtOperation(1 + random.nextInt(8));
            }
            try {
                if (life.reopen().tornBytes() > 0) {
                    counts.add("torn tail");
                }
                disk.faults().heal();
                disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
                return;
            } catch (JournalFailedException again) {
                counts.add("died in recovery");
                crash(sabotage);
            }
        }
    }

    /**
     * One bit of any file, on a copy of the disk: the start refuses it, or what it finds is a set of some moment, earlier than what was durable
     * only if the bit is behind that moment in the last batch; and no number reads as another.
     */
    void flipAnywhere(CrashLife life) {
        if (random.nextInt(3) > 0) {
            return;
        }
        MemoryDisk copy = disk.copy();
        List<String> names = List.copyOf(new TreeSet<>(copy.list()));
        String name = names.get(random.nextInt(names.size()));
        int length = copy.contents(name).length;
        if (length == 0) {
            return;
        }
        int offset = random.nextInt(length);
        copy.flip(name, offset, 1 << random.nextInt(8));
        long reported = life.journal().durablePosition();
        NumbersState found = new NumbersState();
        Journal opened;
        try {
            opened = Journal.open(copy, CrashLife.SETTINGS, found::apply);
        } catch (JournalDamagedException refused) {
            counts.add("flipped bit refused at the start");
            return;
        }
        long end = opened.recovery().lastPosition();
        assertThat(found.places().keySet())
                .as("a bit of byte %d of %s was flipped, the log ends at %d", offset, name, end)
                .isEqualTo(life.history().at(end));
        if (end < reported) {
            assertThat(name).isEqualTo(SegmentFile.name(end / CrashLife.SEGMENT));
            assertThat((long) offset).isBetween(end % CrashLife.SEGMENT, reported % CrashLife.SEGMENT);
            counts.add("flipped bit cut the last batch off");
            return;
        }
        boolean read = false;
        for (long number : found.places().keySet()) {
            try {
                CrashLife.readBack(opened, number, found.places().get(number).position());
            } catch (JournalDamagedException told) {
                read = true;
            }
        }
        counts.add(read ? "flipped bit found by the reader" : "flipped bit changed nothing");
    }

    /** A read fails: that is told, and nothing else is harmed. */
    void readError(CrashLife life) {
        Long victim = life.anyNumber();
        if (victim != null) {
            disk.faults().failRead(1);
            assertThatThrownBy(() -> life.readBack(victim)).isInstanceOf(JournalFailedException.class);
            life.readBack(victim);
            assertThat(life.journal().failed()).isFalse();
            counts.add("read error");
        }
    }
}
