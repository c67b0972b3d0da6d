package io.angarium.journal;

import static io.angarium.journal.JournalHarness.SEGMENT;
import static io.angarium.journal.JournalHarness.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.testing.MemoryDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that fails, fills up, or belongs to someone else. */
@Timeout(60)
class JournalTroubleTest {
    /** A record of one byte: its frame, itself, its entry in the index. */
    private static final int SMALL_RECORD_BYTES = 9 + 1 + 32;

    /** What the heads of batches and the ends of four segments take at most beside such records. */
    private static final int ENDS_BYTES = 1_000;

    private final JournalHarness harness = new JournalHarness();
    private final MemoryDisk disk = harness.disk();

    private static void assertStopped(Journal journal, JournalHarness harness, String first) {
        assertThat(journal.failed()).isTrue();
        assertThatThrownBy(() -> journal.append(harness.group(1, "more")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining(first);
        assertThatThrownBy(journal::tryForce)
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining(first);
        assertThatThrownBy(journal::sealIfIdle).isInstanceOf(JournalFailedException.class);
        assertThatThrownBy(journal::prepareStep).isInstanceOf(JournalFailedException.class);
    }

    @Test
    void theFirstFailedForceStopsTheJournalForGood() {
        Journal journal = harness.open();
        List<String> durable = harness.write(journal, 1, "durable");
        long position = journal.durablePosition();
        journal.append(harness.group(1, "unsure"));
        disk.faults().failForce(1);

        assertThatThrownBy(journal::tryForce)
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("a force failed on command");

        assertThat(journal.durablePosition()).isEqualTo(position);
        assertStopped(journal, harness, "a force failed on command");
        long writes = disk.faults().writes();
        journal.close();
        assertThat(disk.faults().writes())
                .as("nothing is written after a failure")
                .isEqualTo(writes);
        harness.open().close();
        assertThat(harness.replayed()).containsAll(durable);
    }

    @Test
    void theFirstFailedWriteStopsTheJournalForGood() {
        Journal journal = harness.open();
        journal.append(harness.group(1, "unsure"));
        disk.faults().failWrite(1);

        assertThatThrownBy(journal::tryForce).isInstanceOf(JournalFailedException.class);

        assertStopped(journal, harness, "a write failed on command");
        journal.close();
        harness.open().close();
        assertThat(harness.replayed()).isEmpty();
    }

    @Test
    void aFailedPreparationStopsTheJournalToo() {
        Journal journal = harness.open();
        disk.faults().failForce(1);

        assertThatThrownBy(journal::prepareStep).isInstanceOf(JournalFailedException.class);

        assertStopped(journal, harness, "a force failed on command");
        journal.close();
    }

    @Test
    void aFailedOpeningGivesTheLockBack() {
        for (int nth = 1; nth <= 3; nth++) {
            disk.faults().failForce(nth);
            try {
                harness.open().close();
            } catch (JournalFailedException expected) {
                assertThat(expected).hasRootCauseMessage("a force failed on command");
            }
        }
        disk.faults().heal();
        harness.open().close();
    }

    @Test
    void aVisitorThatThrowsEndsTheOpeningAndGivesTheLockBack() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 1, "one");
        }

        assertThatThrownBy(() -> Journal.open(disk, SETTINGS, (type, position, payload) -> {
                    throw new IllegalStateException("cannot apply");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot apply");

        harness.open().close();
        assertThat(harness.replayed()).hasSize(1);
    }

    @Test
    void theLockHolderIsNamed() {
        try (Journal journal = harness.open()) {
            assertThat(journal.failed()).isFalse();
            assertThatThrownBy(harness::open)
                    .isInstanceOf(DirectoryLockedException.class)
                    .hasMessageContaining("in use by this test");
        }
    }

    @Test
    void aFullDiskRefusesNormalWorkAndStillTakesWhatMayUseTheReserve() {
        List<String> confirmed = new ArrayList<>();
        Journal journal = harness.open();
        disk.faults().capacity(disk.usedBytes() + 40_000);
        confirmed.addAll(writeUntilFull(journal, Admission.NORMAL));
        assertThat(confirmed).hasSizeGreaterThan(5);
        assertThat(journal.diskFull()).isTrue();
        assertThat(journal.failed()).isFalse();

        List<String> small = writeUntilFull(journal, Admission.RESERVE);

        assertThat(small).hasSizeGreaterThanOrEqualTo(SETTINGS.reserveBytes() / 2_000);
        confirmed.addAll(small);
        disk.killProcess();
        harness.open().close();
        assertThat(harness.replayed()).isEqualTo(confirmed);
    }

    private List<String> writeUntilFull(Journal journal, Admission admission) {
        List<String> confirmed = new ArrayList<>();
        String text = "t".repeat(1_500);
        try {
            while (true) {
                long position = journal.append(harness.group(1, text), admission);
                journal.tryForce();
                confirmed.add("1@" + position + ":" + text);
            }
        } catch (JournalFullException full) {
            assertThat(full).hasMessageContaining("make room").hasMessageContaining("memory");
            return confirmed;
        }
    }

    @Test
    void roomThatComesBackIsFoundWithoutARestart() {
        try (Journal journal = harness.open()) {
            disk.faults().capacity(disk.usedBytes());
            writeUntilFull(journal, Admission.NORMAL);
            long refusedAt = journal.appendedPosition();
            disk.faults().capacity(Long.MAX_VALUE);

            assertThat(journal.prepareStep()).isTrue();

            assertThat(journal.append(harness.group(1, "again"))).isGreaterThanOrEqualTo(refusedAt);
            assertThat(journal.diskFull()).isFalse();
        }
    }

    @Test
    void roomThatIsAskedForIsPreparedAndTheReserveBehindIt() {
        try (Journal journal = harness.open()) {
            assertThat(journal.makeRoom(100_000)).isTrue();
            assertThat(journal.preparedBytes()).isGreaterThanOrEqualTo(100_000 + SETTINGS.reserveBytes());
            disk.faults().capacity(disk.usedBytes());
            assertThat(journal.makeRoom(100_000)).as("nothing more is needed").isTrue();
            long prepared = journal.preparedBytes();

            assertThat(journal.makeRoom(prepared))
                    .as("for the reserve there is none")
                    .isFalse();

            assertThat(writeUntilFull(journal, Admission.NORMAL)).hasSizeGreaterThanOrEqualTo(50);
            disk.faults().capacity(Long.MAX_VALUE);
            journal.prepareStep();
            assertThat(journal.makeRoom(prepared)).isTrue();
        }
    }

    private static void prepareAll(Journal journal) {
        boolean more = true;
        while (more) {
            more = journal.prepareStep();
        }
    }

    /** Appends so many bytes in the smallest records, as {@link Journal#makeRoom} counts them. */
    private void appendSmall(Journal journal, long bytes) {
        for (long counted = 0; counted < bytes; counted += SMALL_RECORD_BYTES) {
            journal.append(harness.group(1, "s"), Admission.RESERVE);
        }
        journal.tryForce();
    }

    @Test
    void whatASegmentKeepsForItsIndexIsNoRoom() {
        int segment = 64 * SEGMENT;
        try (Journal journal = harness.open(SETTINGS.withSegmentBytes(segment))) {
            disk.faults().capacity(disk.usedBytes() + segment - 2 * SETTINGS.pieceBytes());
            prepareAll(journal);
            int records = 0;
            while (journal.makeRoom(100 + SETTINGS.reserveBytes() / 2)) {
                if (journal.gatheredBytes() > SETTINGS.gatherLimitBytes() / 2) {
                    journal.tryForce();
                }
                journal.append(harness.group(1, "s"));
                records++;
            }
            assertThat(records).isGreaterThan(50_000);
            assertThat(journal.diskFull()).isTrue();
            assertThat(journal.preparedBytes()).isLessThan(2 * SETTINGS.reserveBytes());

            appendSmall(journal, SETTINGS.reserveBytes() - ENDS_BYTES);
        }
    }

    @Test
    void roomThatReachesIntoTheNextSegmentsIsThere() {
        try (Journal journal = harness.open()) {
            disk.faults().capacity(disk.usedBytes() + 4 * SEGMENT);
            long room = 0;
            while (journal.makeRoom(room + 100)) {
                room += 100;
            }
            assertThat(room).isGreaterThan(3 * SEGMENT);

            appendSmall(journal, room + SETTINGS.reserveBytes() / 2 - ENDS_BYTES);
        }
    }

    @Test
    void aJournalOnAFullDiskOpens() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 1, "one");
        }
        disk.faults().capacity(disk.usedBytes());

        try (Journal journal = harness.open()) {
            assertThat(harness.replayed()).hasSize(1);
            assertThat(journal.append(harness.group(2, "acknowledged"), Admission.RESERVE))
                    .isPositive();
        }
    }

    @Test
    void aNewJournalOnAFullDiskIsRefusedInWords() {
        disk.faults().capacity(1000);

        assertThatThrownBy(harness::open).isInstanceOf(JournalFullException.class);

        assertThat(disk.list()).isEmpty();
    }
}
