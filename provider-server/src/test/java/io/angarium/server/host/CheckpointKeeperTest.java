package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalClock;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.engine.Emptying;
import io.angarium.server.engine.Space;
import io.angarium.server.host.CheckpointKeeper.Progress;
import io.angarium.server.testing.StoppedClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a checkpoint comes to its end, and that it does so once. */
@Timeout(10)
class CheckpointKeeperTest {
    private static final JournalClock CLOCK = new StoppedClock();

    private final MemoryDisk disk = new MemoryDisk();
    private Journal journal;
    private CheckpointKeeper keeper;

    @BeforeEach
    void begin() {
        journal = Journal.open(
                disk, JournalSettings.standard(1, CLOCK).withSegmentBytes(1 << 16), (type, position, payload) -> {});
        journal.append(group());
        keeper = new CheckpointKeeper(journal);
        keeper.add(group());
    }

    private static RecordGroup group() {
        RecordGroup group = new RecordGroup();
        group.begin(1, 100).put(new byte[100]);
        group.end();
        return group;
    }

    @Test
    void itIsWrittenForcedAndCountsOnce() {
        assertThat(keeper.step()).isEqualTo(Progress.MORE);
        assertThat(keeper.wantsStep()).isFalse();
        assertThat(keeper.step()).isEqualTo(Progress.WAITS);
        keeper.end(journal.appendedPosition());
        assertThat(keeper.step()).isEqualTo(Progress.WANTS_FORCE);
        journal.tryForce();
        assertThat(keeper.step()).isEqualTo(Progress.COUNTS);
        assertThat(journal.replayFrom()).isEqualTo(keeper.position());
        assertOver();
    }

    @Test
    void itIsGivenUpOnce() {
        journal.tryForce();
        disk.faults().capacity(disk.usedBytes());
        Progress progress = keeper.step();
        keeper.end(journal.appendedPosition());
        while (progress == Progress.MORE) {
            progress = keeper.step();
        }
        assertThat(progress).isEqualTo(Progress.GIVEN_UP);
        disk.faults().capacity(Long.MAX_VALUE);
        assertOver();
    }

    /** Who has just taken its outcome may be slower than who steps it. */
    private void assertOver() {
        assertThat(keeper.wantsStep()).isFalse();
        assertThat(keeper.step()).isEqualTo(Progress.WAITS);
    }

    @Test
    void theSpaceStepsNoneWhoseOutcomeIsNotTakenAndThenTheNext() {
        JournalSpace space = new JournalSpace(Emptying.BESIDE_WORK, Elsewhere.NOWHERE);
        space.opened(journal);
        for (int i = 0; i < 2; i++) {
            Space.Checkpoint begun = space.beginCheckpoint();
            begun.end(journal.appendedPosition());
            journal.tryForce();
            assertThat(space.takeOutcome()).isNull();
            assertThat(space.step()).isEqualTo(Progress.COUNTS);
            assertThat(space.wantsStep()).isFalse();
            assertThat(space.step()).isEqualTo(Progress.WAITS);
            assertThat(space.checkpointPossible()).isFalse();
            assertThat(space.takeOutcome()).isTrue();
            assertThat(space.takeOutcome()).isNull();
            assertThat(space.checkpointPossible()).isTrue();
            journal.append(group());
        }
    }
}
