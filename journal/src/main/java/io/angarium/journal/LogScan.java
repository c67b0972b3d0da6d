package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.Housekeeping.SegmentSeal;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log in order and finds its end, or refuses it as damaged: from a checkpoint on, or all of it. Writes nothing. Owned by one
 * thread.
 */
final class LogScan {
    private final JournalDisk disk;
    private final @Nullable Checkpoint checkpoint;
    private final boolean whole;
    private final RecordVisitor visitor;
    private final LongConsumer progress;
    private final ReadWindow window = new ReadWindow();
    private final ScanTotals totals = new ScanTotals();
    private List<SegmentHeader> segments = List.of();
    private @Nullable SegmentFooter missingFooter;

    /**
     * Prepares a scan.
     *
     * @param checkpoint the newest checkpoint, or null
     * @param whole whether to read what lies before the checkpoint as well
     * @param visitor takes the records of both families
     * @param progress told after each segment how many bytes of valid batches were read
     */
    LogScan(
            JournalDisk disk,
            @Nullable Checkpoint checkpoint,
            boolean whole,
            RecordVisitor visitor,
            LongConsumer progress) {
        this.disk = disk;
        this.checkpoint = checkpoint;
        this.whole = whole;
        this.visitor = visitor;
        this.progress = progress;
    }

    /** Returns where the log ends; null if there is no segment at all. */
    @Nullable
    LogEnd run() throws IOException {
        segments = SegmentCatalog.read(disk, replayFrom()).segments();
        if (segments.isEmpty()) {
            return null;
        }
        int next = whole ? 0 : indexOfReplay();
        if (checkpoint != null && !whole) {
            totals.startIn(checkpoint.header().epoch());
        }
        LogEnd end = null;
        while (end == null && hasSegment(next)) {
            end = scanUnlessGivenUp(next);
            next++;
        }
        if (end == null) {
            String missing = SegmentFile.name(segments.get(next - 1).sequence() + 1);
            throw new JournalDamagedException(disk.describe(), missing, 0, "the segment is missing");
        }
        requireWhatTheCheckpointNeeds(end);
        return end;
    }

    private long replayFrom() {
        return checkpoint == null ? 0 : checkpoint.header().replayFrom();
    }

    private int indexOfReplay() {
        int index = 0;
        while (checkpoint != null && !holdsReplay(segments.get(index))) {
            index++;
        }
        return index;
    }

    private boolean holdsReplay(SegmentHeader header) {
        return replayFrom() / header.segmentBytes() == header.sequence();
    }

    /** Below what a checkpoint needs, nothing can be a torn tail. */
    private void requireWhatTheCheckpointNeeds(LogEnd end) {
        if (checkpoint != null && end.position() < checkpoint.needed()) {
            throw new JournalDamagedException(
                    disk.describe(),
                    SegmentFile.name(end.segment().sequence()),
                    end.offset(),
                    "the log ends although a checkpoint says that it had been durable up to position "
                            + checkpoint.needed());
        }
    }

    /** Tells whether there is a segment of that index; looks again at the end of the list, for the sake of a running writer. */
    private boolean hasSegment(int index) throws IOException {
        if (index < segments.size()) {
            return true;
        }
        SegmentHeader last = segments.get(segments.size() - 1);
        List<SegmentHeader> now = SegmentCatalog.read(disk, replayFrom()).segments().stream()
                .filter(header -> header.sequence() > last.sequence())
                .toList();
        segments =
                java.util.stream.Stream.concat(segments.stream(), now.stream()).toList();
        return index < segments.size();
    }

    /** A running writer may give a segment up, and use its file again, while it is read. */
    private @Nullable LogEnd scanUnlessGivenUp(int index) throws IOException {
        try {
            return scanSegment(index);
        } catch (NoSuchFileException | JournalDamagedException trouble) {
            if (whole && givenUp(segments.get(index))) {
                return null;
            }
            throw trouble;
        }
    }

    private boolean givenUp(SegmentHeader header) throws IOException {
        CheckpointHeader newest = Checkpoint.peek(disk);
        return newest != null
                && header.sequence() < newest.replayFrom() / header.segmentBytes()
                && !disk.list().contains(SegmentFile.name(header.sequence()));
    }

    /** Returns the end of the log if it is in this segment, null if the segment is full. */
    private @Nullable LogEnd scanSegment(int index) throws IOException {
        SegmentHeader header = segments.get(index);
        try (JournalFile file = disk.open(SegmentFile.name(header.sequence()), Access.READ)) {
            SegmentScanner scanner = scanner(header);
            boolean more = true;
            while (more) {
                int before = scanner.offset();
                window.turnTo(file);
                scanner.scan(visitor);
                progress.accept(totals.bytes());
                SegmentSeal seal = scanner.seal();
                if (seal != null) {
                    checkFooter(index, scanner, seal);
                    return null;
                }
                TailEvidence evidence = evidence(index, scanner, scanner.offset());
                if (!evidence.found()) {
                    return end(index, scanner, evidence);
                }
                // A running writer may have gone on between the two looks; where nothing moves, it is damage.
                more = scanner.offset() > before;
            }
            throw damaged(scanner, scanner.offset(), scanner.flaw() + " where durable data had been");
        }
    }

    private SegmentScanner scanner(SegmentHeader header) {
        if (checkpoint == null || whole || !holdsReplay(header)) {
            return new SegmentScanner(header, window, totals);
        }
        int offset = (int) (replayFrom() % header.segmentBytes());
        return new SegmentScanner(
                header, window, totals, offset, checkpoint.header().effectsBefore());
    }

    /** Returns what was read so far. */
    ScanTotals totals() {
        return totals;
    }

    /** Returns the number of segments found. */
    int segmentCount() {
        return segments.size();
    }

    private LogEnd end(int index, SegmentScanner scanner, TailEvidence evidence) {
        long torn = totals.closedInOrder() ? 0 : evidence.remains();
        return new LogEnd(segments, index, scanner.offset(), scanner.effects(), torn, missingFooter, totals);
    }

    /** A full segment's footer was written with its seal; it may be missing only if that force is the last thing that happened. */
    private void checkFooter(int index, SegmentScanner scanner, SegmentSeal seal) throws IOException {
        SegmentFooter footer = scanner.footer();
        SegmentFooter expected = new SegmentFooter(totals.epoch(), 0, seal.dataEnd(), seal.effects());
        if (footer != null && expected.sameSeal(footer)) {
            return;
        }
        if (evidence(index, scanner, scanner.offset() - 1).found()) {
            throw damaged(
                    scanner,
                    SegmentFooter.offset(scanner.header()),
                    "the footer of the segment does not match its seal");
        }
        missingFooter = expected;
    }

    /** Looks for proof that a place had been durable. The window is turned away from the scanner's segment: its scan is over. */
    private TailEvidence evidence(int index, SegmentScanner scanner, int offset) throws IOException {
        SegmentHeader header = scanner.header();
        TailEvidence evidence = new TailEvidence(totals.epoch(), header.position(offset));
        evidence.search(scanner, offset);
        for (int i = index + 1; i < segments.size() && !evidence.found(); i++) {
            SegmentHeader later = segments.get(i);
            try (JournalFile file = disk.open(SegmentFile.name(later.sequence()), Access.READ)) {
                window.turnTo(file);
                evidence.search(new SegmentScanner(later, window, totals), SegmentHeader.BYTES);
            }
        }
        return evidence;
    }

    private JournalDamagedException damaged(SegmentScanner scanner, int offset, String what) {
        return new JournalDamagedException(
                disk.describe(), SegmentFile.name(scanner.header().sequence()), offset, what);
    }
}
