package io.angarium.journal;

import static io.angarium.journal.JournalHarness.ID;
import static io.angarium.journal.JournalHarness.SEGMENT;
import static io.angarium.journal.JournalHarness.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.PaperSegment.Line;
import io.angarium.journal.testing.MemoryDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the code writes and reads against segments built by hand from docs/journal-format.md. */
@Timeout(60)
class JournalFormatTest {
    private static final long NOW = new FixedClock().currentMillis();
    private static final String LONG_TEXT = "y".repeat(50_000);

    private final JournalHarness harness = new JournalHarness();

    private static PaperSegment paper(int sequence) {
        return new PaperSegment(ID, sequence, 1, SEGMENT).header(1, NOW);
    }

    private static PaperSegment firstSegment() {
        PaperSegment paper = paper(1);
        paper.batch(1, paper.position(), Line.opening(1, NOW));
        paper.batch(1, paper.position(), Line.effect(3, "one"), Line.effect(3, "two"));
        return paper.batch(1, paper.position(), Line.effect(4, ""));
    }

    @Test
    void theCodeWritesWhatThePageSays() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one", "two");
            harness.write(journal, 4, "");
        }

        PaperSegment paper = firstSegment();
        paper.batch(1, paper.position(), Line.closing());
        byte[] written = harness.disk().contents(name(1));
        assertThat(written).isEqualTo(paper.first(written.length));
    }

    @Test
    void aFullSegmentAndItsSuccessorAreAsThePageSays() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one", "two");
            harness.write(journal, 4, "");
            harness.write(journal, 5, LONG_TEXT);
            harness.write(journal, 6, LONG_TEXT);
        }

        PaperSegment first = firstSegment();
        long durable = first.position();
        first.batch(1, durable, Line.effect(5, LONG_TEXT));
        durable = first.position();
        first.seal(1, durable);
        PaperSegment second = paper(2);
        second.batch(1, first.position(), Line.effect(6, LONG_TEXT));
        second.batch(1, second.position(), Line.closing());
        assertThat(harness.disk().contents(name(1))).isEqualTo(first.whole());
        byte[] written = harness.disk().contents(name(2));
        assertThat(written).isEqualTo(second.first(written.length));
    }

    @Test
    void theCodeReadsWhatThePageSays() {
        PaperSegment first = firstSegment();
        long position = first.position();
        first.seal(1, first.position());
        PaperSegment second = paper(2);
        second.batch(7, first.position(), Line.effect(100, "later"), new Line(200, new byte[] {1, 2, 3}));
        harness.disk().replace(name(1), first.whole());
        harness.disk().replace(name(2), second.whole());

        try (Journal journal = harness.open()) {
            assertThat(harness.replayed())
                    .extracting(line -> line.replaceAll("@\\d+", ""))
                    .containsExactly("3:one", "3:two", "4:", "100:later");
            assertThat(harness.replayed().get(2)).isEqualTo("4@" + (position - 9) + ":");
            assertThat(journal.recovery().epoch()).isEqualTo(8);
            assertThat(journal.recovery().closedInOrder()).isFalse();
            assertThat(journal.recovery().lastPosition()).isEqualTo(second.position());
        }
    }

    @Test
    void everythingThatAnEarlierLifeOfTheFileLeftBehindTheTailIsIgnored() {
        PaperSegment old = new PaperSegment(ID, 1, 1, SEGMENT).header(1, NOW);
        while (old.offset() < SEGMENT - 200) {
            old.batch(1, old.position() + SEGMENT, Line.effect(9, "of an earlier life"));
        }
        for (PaperSegment stale : List.of(old, otherJournal(), otherSequence())) {
            PaperSegment recycled = new PaperSegment(ID, 1, 2, SEGMENT).header(1, NOW);
            recycled.batch(1, recycled.position(), Line.opening(1, NOW));
            recycled.batch(1, recycled.position(), Line.effect(3, "alive"));
            recycled.garbage(stale, recycled.offset());
            harness.disk().replace(name(1), recycled.whole());
            for (int opening = 0; opening < 3; opening++) {
                harness.open().close();
                assertThat(harness.replayed())
                        .singleElement()
                        .asString()
                        .startsWith("3@")
                        .endsWith(":alive");
            }
        }
    }

    private static PaperSegment otherJournal() {
        PaperSegment other = new PaperSegment(ID + 5, 1, 2, SEGMENT).header(1, NOW);
        other.batch(1, other.position(), Line.opening(1, NOW));
        while (other.offset() < SEGMENT - 200) {
            other.batch(1, other.position() + SEGMENT, Line.effect(9, "dead"));
        }
        return other;
    }

    private static PaperSegment otherSequence() {
        PaperSegment other = new PaperSegment(ID, 9, 2, SEGMENT).header(1, NOW);
        other.batch(1, other.position(), Line.opening(1, NOW));
        while (other.offset() < SEGMENT - 200) {
            other.batch(1, other.position() + SEGMENT, Line.effect(9, "dead"));
        }
        return other;
    }

    @Test
    void aBatchOfALowerEpochBehindTheTailIsIgnored() {
        PaperSegment paper = firstSegment();
        paper.batch(5, paper.position(), Line.opening(5, NOW));
        paper.batch(4, paper.position(), Line.effect(9, "written in vain by an earlier opening"));
        harness.disk().replace(name(1), paper.whole());

        harness.open().close();

        assertThat(harness.replayed()).hasSize(3);
    }

    @Test
    void aJournalOfVersion1IsReadAndGoesOn() {
        PaperSegment first = new PaperSegment(ID, 1, 1, SEGMENT).header(1, 1, NOW);
        first.batch(1, first.position(), Line.opening(1, NOW));
        first.batch(1, first.position(), Line.effect(3, LONG_TEXT));
        first.seal(1, first.position());
        PaperSegment second = new PaperSegment(ID, 2, 1, SEGMENT).header(1, 1, NOW);
        second.batch(1, first.position(), Line.effect(3, "last"));
        harness.disk().replace(name(1), first.whole());
        harness.disk().replace(name(2), second.whole());

        try (Journal journal = harness.open()) {
            assertThat(harness.replayed())
                    .extracting(line -> line.replaceAll("@\\d+", ""))
                    .containsExactly("3:" + LONG_TEXT, "3:last");
            harness.write(journal, 3, LONG_TEXT);
            harness.write(journal, 3, LONG_TEXT);
        }
        harness.open().close();
        assertThat(harness.replayed()).hasSize(4);
        assertThat(ByteBuffer.wrap(harness.disk().contents(name(3))).getInt(8)).isEqualTo(2);
    }

    @Test
    void aCheckpointIsAsThePageSaysAndTheLogIsReadFromItsPositionOn() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one", "two");
            harness.write(journal, 3, LONG_TEXT);
            CheckpointMark mark = journal.mark();
            CheckpointWriter writer = journal.checkpoint(mark);
            writer.write(harness.group(7, "state", "of it"));
            writer.write(harness.group(8, "more"));
            harness.write(journal, 3, "behind");
            journal.publish(writer, journal.durablePosition());

            PaperCheckpoint paper = new PaperCheckpoint(ID, 1, 1).header(mark.position(), 3);
            paper.record(7, "state").record(7, "of it").record(8, "more").end(journal.durablePosition());
            assertThat(harness.disk().contents("checkpoint-0000000000000001.state"))
                    .isEqualTo(paper.whole());
        }
        harness.open().close();
        assertThat(harness.replayed())
                .extracting(line -> line.replaceAll("@[1-9]\\d+", ""))
                .containsExactly("7@0:state", "7@0:of it", "8@0:more", "3:behind");
    }

    @Test
    void eachByteOfACheckpointIsGuarded() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one", "two");
            CheckpointWriter writer = journal.checkpoint(journal.mark());
            writer.write(harness.group(7, "state", "of it"));
            journal.publish(writer, journal.durablePosition());
        }
        String file = "checkpoint-0000000000000001.state";
        int length = harness.disk().contents(file).length;
        for (int i = 0; i < length; i++) {
            for (int mask : new int[] {1, 0x80, 0xFF}) {
                MemoryDisk damaged = harness.disk().copy();
                damaged.flip(file, i, mask);
                assertThatThrownBy(() -> new JournalHarness(damaged).open())
                        .as("byte " + i)
                        .isInstanceOf(JournalDamagedException.class)
                        .hasMessageContaining(file);
                assertThat(JournalScan.verify(damaged).sound()).isFalse();
            }
        }
    }

    @Test
    void aLogThatEndsBeforeWhatItsCheckpointNeedsIsDamaged() {
        int end;
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one");
            CheckpointWriter writer = journal.checkpoint(journal.mark());
            end = (int) (journal.durablePosition() % SEGMENT);
            harness.write(journal, 3, "two");
            journal.publish(writer, journal.durablePosition());
        }
        byte[] cut = harness.disk().contents(name(1));
        java.util.Arrays.fill(cut, end, cut.length, (byte) 0);
        harness.disk().replace(name(1), cut);

        assertThatThrownBy(harness::open)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("the log ends although a checkpoint says");
    }

    @Test
    void aSegmentInFrontOfTheReplayMayBeMissingAndNoOther() {
        try (Journal journal = harness.open()) {
            for (int i = 0; i < 4; i++) {
                harness.write(journal, 3, LONG_TEXT);
            }
            CheckpointWriter writer = journal.checkpoint(journal.mark());
            journal.publish(writer, journal.durablePosition());
            assertThat(journal.segmentsBeforeReplay()).containsExactly(1, 2, 3);
            harness.write(journal, 3, LONG_TEXT);
        }
        harness.disk().remove(name(2));
        harness.open().close();
        assertThat(JournalScan.verify(harness.disk()).sound()).isTrue();
        harness.disk().remove(name(4));
        assertThatThrownBy(harness::open)
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(name(4));
    }

    @Test
    void aSegmentThatIsGivenUpWhileItIsVerifiedIsNoDamage() {
        try (Journal journal = harness.open()) {
            for (int i = 0; i < 4; i++) {
                harness.write(journal, 3, LONG_TEXT);
            }
            journal.publish(journal.checkpoint(journal.mark()), journal.durablePosition());
            List<Integer> found = new ArrayList<>();
            VerifyReport report = JournalScan.dump(harness.disk(), (type, position, payload) -> {
                if (found.isEmpty()) {
                    journal.free(2);
                    journal.free(3);
                    while (journal.prepareStep()) {
                        found.add(-1);
                    }
                }
                found.add(type);
            });
            assertThat(report.damage()).isNull();
            assertThat(found).filteredOn(type -> type == 3).hasSizeBetween(2, 3);
        }
    }

    @Test
    void aNewerFormatIsToldFromDamage() {
        PaperSegment paper = new PaperSegment(ID, 1, 1, SEGMENT).header(3, 1, NOW);
        harness.disk().replace(name(1), paper.whole());

        assertThatThrownBy(harness::open)
                .isInstanceOf(FormatTooNewException.class)
                .hasMessageContaining("format version 3");
        assertThatThrownBy(() -> JournalScan.verify(harness.disk())).isInstanceOf(FormatTooNewException.class);
    }

    @Test
    void aDumpShowsTheHousekeepingToo() {
        try (Journal journal = harness.open()) {
            harness.write(journal, 3, "one");
        }
        List<Integer> types = new ArrayList<>();

        VerifyReport report = JournalScan.dump(harness.disk(), (type, position, payload) -> types.add(type));

        assertThat(types).containsExactly(128, 3, 129);
        assertThat(report.sound()).isTrue();
        assertThat(report.records()).isEqualTo(1);
        assertThat(report.closedInOrder()).isTrue();
    }

    @Test
    void anEmptyDirectoryVerifiesAsSound() {
        assertThat(JournalScan.verify(harness.disk()).segments()).isZero();
    }
}
