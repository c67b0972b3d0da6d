package io.angarium.journal;

import static io.angarium.journal.JournalHarness.SEGMENT;
import static io.angarium.journal.JournalHarness.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that are not what was written: found and named where they had been durable, cut off where they had not. */
@Timeout(120)
class JournalDamageTest {
    private static final int HEADER = 4096;
    private static final int CLOSING_BATCH = 45;

    private final JournalHarness harness = new JournalHarness();
    private final MemoryDisk disk = harness.disk();

    /** Opens a copy of the disk and returns what is replayed. */
    private static List<String> recovered(MemoryDisk disk) {
        JournalHarness other = new JournalHarness(disk.copy());
        other.open().close();
        return other.replayed();
    }

    private static List<String> scanned(MemoryDisk disk) {
        List<String> records = new ArrayList<>();
        VerifyReport report = JournalScan.dump(disk, (type, position, payload) -> {
            if (type < 128) {
                records.add(type + "@" + position + ":" + JournalHarness.text(payload));
            }
        });
        VerifyReport.Damage damage = report.damage();
        if (damage != null) {
            records.add("damage");
        }
        return records;
    }

    private List<String> smallClosedJournal() {
        List<String> expected = new ArrayList<>();
        try (Journal journal = harness.open()) {
            for (int i = 0; i < 12; i++) {
                expected.addAll(harness.write(journal, i, "record " + i, "x".repeat(20 * i)));
            }
        }
        return expected;
    }

    @Test
    void eachByteOfAClosedJournalIsGuarded() {
        List<String> expected = smallClosedJournal();
        int end = (int) (JournalScan.verify(disk).lastPosition() - SEGMENT);
        for (int offset = 0; offset < end + 200; offset++) {
            disk.flip(name(1), offset, 1 << (offset % 8));
            List<String> found = scanned(disk);
            if (offset < end - CLOSING_BATCH) {
                assertThat(found).as("byte " + offset).contains("damage");
            } else {
                assertThat(found)
                        .as("byte " + offset + ", behind the last record")
                        .isEqualTo(expected);
            }
            disk.flip(name(1), offset, 1 << (offset % 8));
        }
        assertThat(scanned(disk)).isEqualTo(expected);
    }

    @Test
    void eachByteOfAnUnsealedLastBatchIsATornTailAndNothingElseIs() {
        smallClosedJournal();
        try (Journal journal = harness.open()) {
            harness.write(journal, 1, "sealed by what follows");
            harness.write(journal, 2, "last", "batch");
            disk.killProcess();
            List<String> all = scanned(disk);
            int end = (int) (JournalScan.verify(disk).lastPosition() - SEGMENT);
            int lastBatch = end - 36 - 2 * 9 - "last".length() - "batch".length();
            for (int offset = HEADER; offset < end; offset++) {
                disk.flip(name(1), offset, 0x80 >>> (offset % 8));
                List<String> found = scanned(disk);
                if (offset < lastBatch) {
                    assertThat(found).as("byte " + offset).contains("damage");
                } else {
                    assertThat(found)
                            .as("byte " + offset + ", of the last batch")
                            .isEqualTo(all.subList(0, all.size() - 2));
                }
                disk.flip(name(1), offset, 0x80 >>> (offset % 8));
            }
        } catch (JournalFailedException theKilledOneCannotClose) {
            assertThat(theKilledOneCannotClose).hasRootCauseMessage("this handle is of an earlier life");
        }
    }

    @Test
    void anIdleJournalSealsItsLastBatch() {
        Journal journal = harness.open();
        harness.write(journal, 1, "one");
        int lastByte = (int) (journal.appendedPosition() - SEGMENT) - 1;
        assertThat(journal.sealIfIdle()).isTrue();
        assertThat(journal.sealIfIdle()).as("once is enough").isFalse();
        disk.killProcess();

        disk.flip(name(1), lastByte, 4);

        assertThat(scanned(disk)).contains("damage");
    }

    @Test
    void damageBelowTheDurablePositionIsRefusedWithFileAndOffset() {
        smallClosedJournal();
        disk.flip(name(1), HEADER + 200, 1);

        assertThatThrownBy(harness::open)
                .isInstanceOfSatisfying(JournalDamagedException.class, damaged -> {
                    assertThat(damaged.file()).isEqualTo(name(1));
                    assertThat(damaged.offset()).isBetween((long) HEADER, HEADER + 200L);
                })
                .hasMessageContaining(name(1))
                .hasMessageContaining("offset");
        disk.flip(name(1), HEADER + 200, 1);
        harness.open().close();
    }

    @Test
    void aStretchOfLostSectorsInTheMiddleIsDamage() {
        smallClosedJournal();
        byte[] bytes = disk.contents(name(1));
        Arrays.fill(bytes, HEADER, HEADER + 1024, (byte) 0);
        disk.replace(name(1), bytes);

        assertThatThrownBy(harness::open).isInstanceOf(JournalDamagedException.class);
    }

    private List<String> journalOfThreeSegments() {
        List<String> expected = new ArrayList<>();
        try (Journal journal = harness.open()) {
            for (int i = 0; i < 5; i++) {
                expected.addAll(harness.write(journal, i, "z".repeat(25_000)));
            }
            expected.addAll(harness.write(journal, 7, "last"));
        }
        assertThat(JournalScan.verify(disk).segments()).isEqualTo(3);
        return expected;
    }

    @Test
    void seamsBetweenSegmentsAreGuarded() {
        List<String> expected = journalOfThreeSegments();
        for (int segment = 1; segment <= 2; segment++) {
            int dataEnd = HEADER + (segment == 1 ? 61 : 0) + 2 * (36 + 9 + 25_000) + 53;
            for (int offset = 0; offset < SEGMENT; offset += isSeam(offset, dataEnd) ? 1 : 61) {
                disk.flip(name(segment), offset, 16);
                if (offset >= dataEnd && offset < SEGMENT - 64) {
                    assertThat(scanned(disk)).as("free byte " + offset).isEqualTo(expected);
                } else {
                    assertThat(JournalScan.verify(disk).sound())
                            .as("segment " + segment + " byte " + offset)
                            .isFalse();
                }
                disk.flip(name(segment), offset, 16);
            }
        }
    }

    private static boolean isSeam(int offset, int dataEnd) {
        return offset < HEADER + 120 || Math.abs(offset - dataEnd) < 70 || offset >= SEGMENT - 70;
    }

    @Test
    void aMissingSegmentIsDamage() {
        journalOfThreeSegments();
        for (int segment = 1; segment <= 3; segment++) {
            MemoryDisk without = disk.copy();
            without.remove(name(segment));
            String missing = name(segment);
            assertThatThrownBy(() -> new JournalHarness(without).open())
                    .isInstanceOfSatisfying(JournalDamagedException.class, damaged -> assertThat(damaged.file())
                            .isEqualTo(missing));
        }
    }

    @Test
    void aSegmentCutShortIsDamageIfThereIsALaterOne() {
        journalOfThreeSegments();
        disk.replace(name(2), Arrays.copyOf(disk.contents(name(2)), 30_000));

        assertThatThrownBy(harness::open)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("cut to 30000 bytes");
    }

    @Test
    void exchangedSegmentsAreDamage() {
        journalOfThreeSegments();
        byte[] first = disk.contents(name(1));
        disk.replace(name(1), disk.contents(name(2)));
        disk.replace(name(2), first);

        assertThatThrownBy(harness::open)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("holds segment 2");
    }

    @Test
    void aTornLastForceIsCutAndWhatFollowsGoesWhereItWas() {
        List<String> expected = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            Journal journal = harness.open();
            expected.addAll(harness.write(journal, 1, "kept " + seed));
            for (int i = 0; i < 5; i++) {
                journal.append(harness.group(2, "unforced ".repeat(100)));
            }
            disk.faults().losePowerAtOperation(2);
            assertThatThrownBy(journal::tryForce).isInstanceOf(JournalFailedException.class);
            disk.losePower(new SplittableRandom(seed), Survival.ANY_SECTOR);
            harness.open().close();
            List<String> found = harness.replayed().stream()
                    .filter(line -> line.startsWith("1@"))
                    .toList();
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void aCrashBetweenSealAndFooterIsRepaired() {
        List<String> expected = new ArrayList<>();
        Journal journal = harness.open();
        expected.addAll(harness.write(journal, 1, "z".repeat(50_000)));
        journal.append(harness.group(1, "z".repeat(50_000)));
        // First comes the seal batch, then the footer.
        disk.faults().failWrite(2);
        assertThatThrownBy(journal::tryForce).isInstanceOf(JournalFailedException.class);
        disk.killProcess();

        assertThat(recovered(disk)).isEqualTo(expected);
        harness.open().close();
        assertThat(recovered(disk)).isEqualTo(expected);
        assertThat(JournalScan.verify(disk).sound()).isTrue();
    }

    @Test
    void aFooterThatAKillLeftUnforcedIsForcedBeforeAnythingIsWrittenBehindIt() {
        Journal journal = harness.open();
        List<String> expected = new ArrayList<>(harness.write(journal, 1, "z".repeat(50_000)));
        journal.append(harness.group(1, "y".repeat(50_000)));
        // The seal and the footer are written, and their force fails.
        disk.faults().failForce(1);
        assertThatThrownBy(journal::tryForce).isInstanceOf(JournalFailedException.class);
        disk.killProcess();

        expected.addAll(harness.write(harness.open(), 1, "x"));
        disk.losePower(new SplittableRandom(1), Survival.NOTHING);
        assertThat(recovered(disk)).isEqualTo(expected);
    }
}
