package io.angarium.journal;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.file.LockHeldException;
import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.Salt;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads whatever is intact of a journal that is damaged, without changing it, and tells what is not. Where the log ends is judged as at a start:
 * a write that never was acknowledged is no loss. One thread, once.
 */
public final class JournalSalvage implements Closeable {
    private static final int MOST_EPOCHS = 64;

    private final JournalDisk disk;
    private final DiskLock lock;
    private final Consumer<Loss> losses;
    private final List<SegmentHeader> segments;
    private final BatchIndex index = new BatchIndex();
    private final ReadWindow window = new ReadWindow();
    private final RecordSearch search = new RecordSearch();
    private long epoch;

    private JournalSalvage(JournalDisk disk, DiskLock lock, Consumer<Loss> losses, List<SegmentHeader> segments)
            throws IOException {
        this.disk = disk;
        this.lock = lock;
        this.losses = losses;
        this.segments = segments;
        for (SegmentHeader segment : segments) {
            index.add(disk, segment);
        }
        index.complete();
    }

    /**
     * Looks for what there is.
     *
     * @param losses told what cannot be brought back, as it is found
     * @throws DirectoryLockedException if a broker runs on it
     * @throws JournalDamagedException if nothing can be recognised
     * @throws FormatTooNewException if a later version wrote the journal
     * @throws JournalFailedException if the directory cannot be read
     */
    public static JournalSalvage of(JournalDisk damaged, Consumer<Loss> losses) {
        JournalDisk disk = new ForgivingDisk(damaged, losses);
        return open(disk, lock(disk), losses);
    }

    /** Like {@link #of}, without a lock: where a broker runs, what is read is that of a moment, or of several. */
    public static JournalSalvage unlocked(JournalDisk damaged, Consumer<Loss> losses) {
        return open(new ForgivingDisk(damaged, losses), () -> {}, losses);
    }

    private static JournalSalvage open(JournalDisk disk, DiskLock lock, Consumer<Loss> losses) {
        boolean opened = false;
        try {
            List<SegmentHeader> segments = new SalvagedHeaders(disk, losses).find();
            if (segments.isEmpty()) {
                throw new JournalDamagedException(disk.describe(), "segment-*", 0, "no segment can be recognised");
            }
            JournalSalvage salvage = new JournalSalvage(disk, lock, losses, segments);
            opened = true;
            return salvage;
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        } finally {
            if (!opened) {
                close(lock);
            }
        }
    }

    /** So that no broker runs on it meanwhile; where it cannot be locked, say on a disk that is read only, none can run either. */
    private static DiskLock lock(JournalDisk disk) {
        try {
            return disk.lock();
        } catch (LockHeldException held) {
            throw new DirectoryLockedException(disk.describe(), held.holder(), held);
        } catch (IOException cannotBeWritten) {
            return () -> {};
        }
    }

    private static void close(DiskLock lock) {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        close(lock);
    }

    /** Returns where the journal is, for people. */
    public String describe() {
        return disk.describe();
    }

    /** Returns the length of each segment. */
    public int segmentBytes() {
        return segments.get(0).segmentBytes();
    }

    /** Returns the sequence numbers of the segments that can be read, ascending. */
    public long[] sequences() {
        return segments.stream().mapToLong(SegmentHeader::sequence).toArray();
    }

    /**
     * Hands out what a start would replay, as far as it is intact: records of the checkpoint, at position 0, and then of the log; effects and
     * moves only. It may be called again; what is lost is told again too.
     */
    public void replay(RecordVisitor visitor) {
        RecordVisitor effects = (type, position, payload) -> {
            if (RecordTypes.isEffect(type) || type == RecordTypes.MOVE) {
                visitor.record(type, position, payload);
            }
        };
        epoch = 0;
        try {
            log(checkpoint(effects), effects);
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        }
    }

    /** Returns a reader of single records. */
    public JournalReader reader() {
        return new JournalReader(disk, new SegmentPool(segments), segmentBytes(), index.highestEpoch());
    }

    // -- the checkpoint

    /** Returns from where the log goes on. */
    private long checkpoint(RecordVisitor visitor) throws IOException {
        List<Long> numbers = disk.list().stream()
                .map(CheckpointNames::number)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .sorted(Comparator.reverseOrder())
                .toList();
        if (numbers.isEmpty()) {
            if (segments.get(0).sequence() > SegmentHeader.FIRST_SEQUENCE) {
                losses.accept(new Loss(
                        "checkpoint-*",
                        0,
                        0,
                        "there is no checkpoint: destinations, messages and removals that only it knew of are lost"));
            }
            return 0;
        }
        String name = CheckpointNames.name(numbers.get(0));
        try (JournalFile file = disk.open(name, Access.READ)) {
            window.turnTo(file);
            int size = (int) Math.min(Integer.MAX_VALUE - SegmentHeader.BYTES, file.size());
            if (size < CheckpointHeader.BYTES || !window.cover(0, size)) {
                losses.accept(new Loss(name, 0, size, "the checkpoint is cut off"));
                return 0;
            }
            CheckpointHeader header = CheckpointHeader.read(window.buffer(), window.index(0));
            List<Salt> salts = salts(name, numbers.get(0), header);
            epoch = header == null ? 0 : header.epoch();
            CheckpointRecords records = new CheckpointRecords(name, visitor);
            search.search(window, CheckpointHeader.BYTES, size, 0, salts, records);
            if (!records.ended) {
                losses.accept(new Loss(name, size, 0, "the checkpoint is cut off: what it said behind this is lost"));
            }
            return header == null ? 0 : header.replayFrom();
        }
    }

    /** Hands on the records of a checkpoint, and knows whether the last one says that it is whole. */
    private final class CheckpointRecords implements RecordSearch.Finder {
        private final String name;
        private final RecordVisitor visitor;
        private boolean ended;

        CheckpointRecords(String name, RecordVisitor visitor) {
            this.name = name;
            this.visitor = visitor;
        }

        @Override
        public void record(int type, int offset, ByteBuffer payload) {
            ended = type == RecordTypes.CHECKPOINT_END;
            visitor.record(type, 0, payload);
        }

        @Override
        public void gap(int offset, int length) {
            losses.accept(new Loss(name, offset, length, "records of the checkpoint are damaged"));
        }
    }

    private List<Salt> salts(String name, long number, @Nullable CheckpointHeader header) {
        if (header != null) {
            return List.of(header.salt());
        }
        losses.accept(new Loss(
                name,
                0,
                CheckpointHeader.BYTES,
                "the header of the checkpoint is damaged: the log is replayed from its oldest segment, and messages"
                        + " that had been removed may be there again"));
        long journal = segments.get(0).journalId();
        return LongStream.rangeClosed(1, index.highestEpoch())
                .mapToObj(any -> Salt.of(journal, number, any))
                .toList();
    }

    // -- the log

    private void log(long replayFrom, RecordVisitor visitor) throws IOException {
        long first = replayFrom / segmentBytes();
        long expected = Math.max(SegmentHeader.FIRST_SEQUENCE, first);
        for (SegmentHeader segment : segments) {
            if (segment.sequence() < first) {
                continue;
            }
            if (segment.sequence() > expected && replayFrom > 0) {
                losses.accept(new Loss(
                        SegmentFile.name(expected),
                        0,
                        (segment.sequence() - expected) * segmentBytes(),
                        segment.sequence() - expected == 1
                                ? "the segment is missing"
                                : "the segments up to number " + (segment.sequence() - 1) + " are missing"));
            }
            expected = segment.sequence() + 1;
            int from = segment.sequence() == first && replayFrom > 0
                    ? (int) (replayFrom % segmentBytes())
                    : SegmentHeader.BYTES;
            String name = SegmentFile.name(segment.sequence());
            try (JournalFile file = disk.open(name, Access.READ)) {
                // A segment is prepared to its end before its successor is made.
                if (file.size() < segment.segmentBytes()
                        && segment.sequence()
                                < segments.get(segments.size() - 1).sequence()) {
                    losses.accept(new Loss(
                            name,
                            file.size(),
                            segment.segmentBytes() - file.size(),
                            "the file has been cut: what was behind this is lost"));
                }
                window.turnTo(file);
                if (!segment(segment, from, visitor)) {
                    return;
                }
            }
        }
    }

    /** Returns whether the log goes on in the next segment. */
    private boolean segment(SegmentHeader segment, int from, RecordVisitor visitor) throws IOException {
        int end = SegmentFooter.offset(segment);
        int at = from;
        boolean sealed = false;
        while (!sealed && at < end) {
            long position = segment.position(at);
            BatchHeader batch = index.at(position, epoch);
            if (batch != null && batch.length() <= end - at) {
                epoch = batch.epoch();
                Found found = new Found(segment, visitor, at + batch.length() == end);
                if (!take(segment, at + BatchHeader.BYTES, at + batch.length(), List.of(segment.salt(epoch)), found)
                        && !index.provenDurable(position)) {
                    return false;
                }
                found.hand("a record that was durable is damaged");
                sealed = found.sealed;
                at += batch.length();
            } else if (!index.provenDurable(position)) {
                return false;
            } else {
                at = gap(segment, at, end, visitor);
            }
        }
        return true;
    }

    /** Behind a damaged batch header: what records can be found up to the next sound one. */
    private int gap(SegmentHeader segment, int at, int end, RecordVisitor visitor) throws IOException {
        long next = index.next(segment.position(at), segment.position(end), epoch);
        int until = (int) (next - segment.position(0));
        BatchHeader after = index.at(next, epoch);
        long last = after == null ? index.highestEpoch() : after.epoch();
        List<Salt> salts = LongStream.rangeClosed(epoch, Math.min(last, epoch + MOST_EPOCHS))
                .mapToObj(segment::salt)
                .toList();
        Found found = new Found(segment, visitor, after == null);
        take(segment, at, until, salts, found);
        found.hand("a batch that was durable is damaged");
        return found.sealed ? end : until;
    }

    /** Returns whether all of it was sound. */
    private boolean take(SegmentHeader segment, int from, int to, List<Salt> salts, Found found) throws IOException {
        int available = window.cover(from, to - from) ? to : from + Math.max(0, window.available(from));
        search.search(window, from, Math.min(to, available), segment.position(0), salts, found);
        return found.gaps.isEmpty() && available >= to;
    }

    /** What was found in a stretch; handed on when it is known to count. Its payloads are views of the window. */
    private final class Found implements RecordSearch.Finder {
        private final SegmentHeader segment;
        private final RecordVisitor visitor;
        private final boolean atEnd;
        private final List<int[]> gaps = new ArrayList<>();
        private final List<int[]> records = new ArrayList<>();
        private boolean sealed;

        /** @param atEnd what is at the end of the stretch may be free space */
        private Found(SegmentHeader segment, RecordVisitor visitor, boolean atEnd) {
            this.segment = segment;
            this.visitor = visitor;
            this.atEnd = atEnd;
        }

        @Override
        public void record(int type, int offset, ByteBuffer payload) {
            records.add(new int[] {type, offset, payload.position(), payload.remaining()});
            sealed |= type == RecordTypes.SEGMENT_SEAL;
        }

        @Override
        public void gap(int offset, int length) {
            gaps.add(new int[] {offset, length});
        }

        private void hand(String what) {
            String file = SegmentFile.name(segment.sequence());
            for (int[] gap : gaps) {
                boolean free = atEnd && (sealed || allZero(gap[0], gap[1]));
                // Between the records of a damaged batch there are the headers of batches, which hold nothing.
                if (!free && gap[1] != BatchHeader.BYTES) {
                    losses.accept(new Loss(file, gap[0], gap[1], what));
                }
            }
            ByteBuffer view = window.buffer().asReadOnlyBuffer();
            for (int[] record : records) {
                view.clear().limit(record[2] + record[3]).position(record[2]);
                visitor.record(record[0], segment.position(record[1]), view);
            }
        }

        private boolean allZero(int offset, int length) {
            for (int i = 0; i < length; i++) {
                if (window.buffer().get(window.index(offset + i)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
