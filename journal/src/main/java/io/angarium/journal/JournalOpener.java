package io.angarium.journal;

import io.angarium.journal.file.DiskFullIOException;
import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.file.LockHeldException;
import io.angarium.journal.format.Housekeeping.Opening;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens a journal: lock, scan and replay, complete or cut the tail, begin a new epoch. Used once, by one thread; on any failure
 * everything that was opened is closed and the lock is given back.
 */
final class JournalOpener {
    private final JournalDisk disk;
    private final JournalSettings settings;
    private final RecordVisitor replay;
    private final FailStop failStop;
    private final List<Closeable> opened = new ArrayList<>();

    JournalOpener(JournalDisk disk, JournalSettings settings, RecordVisitor replay) {
        this.disk = disk;
        this.settings = settings;
        this.replay = replay;
        this.failStop = new FailStop(disk.describe());
    }

    Journal open() {
        try {
            return recover();
        } catch (IOException failure) {
            JournalException classified = classify(failure);
            closeAll(classified);
            throw classified;
        } catch (RuntimeException | Error failure) {
            closeAll(failure);
            throw failure;
        }
    }

    private JournalException classify(IOException failure) {
        if (failure instanceof LockHeldException held) {
            return new DirectoryLockedException(disk.describe(), held.holder(), held);
        }
        return failure instanceof DiskFullIOException
                ? new JournalFullException(disk.describe(), 0)
                : JournalFailedException.cannotOpen(disk.describe(), failure);
    }

    /** Makes a new journal in an empty directory, which stays marked as incomplete. */
    Journal openCopy(long firstSequence) {
        try {
            if (!CopyMark.fits(disk)) {
                throw new IOException(disk.describe() + " is not empty; name a directory that is not there yet");
            }
            DiskLock lock = disk.lock();
            opened.add(lock);
            CopyMark.put(disk);
            return begin(lock, create(settings.clock().nanoTime(), firstSequence));
        } catch (IOException failure) {
            JournalException classified = classify(failure);
            closeAll(classified);
            throw classified;
        } catch (RuntimeException | Error failure) {
            closeAll(failure);
            throw failure;
        }
    }

    private Journal recover() throws IOException {
        DiskLock lock = disk.lock();
        opened.add(lock);
        if (CopyMark.isOn(disk)) {
            throw new JournalIncompleteException(disk.describe());
        }
        long begun = settings.clock().nanoTime();
        removeUnfinished();
        Checkpoint checkpoint = Checkpoint.read(disk, this::replayEffect);
        LogEnd end = new LogScan(disk, checkpoint, false, this::replayEffect, bytes -> {}).run();
        if (checkpoint != null) {
            makeDurable(checkpoint);
        }
        return begin(lock, end == null ? create(begun, SegmentHeader.FIRST_SEQUENCE) : reopen(end, checkpoint, begun));
    }

    private Journal begin(DiskLock lock, OpenedLog log) {
        Journal journal = new Journal(disk, settings, lock, failStop, log);
        RecordGroup opening = new RecordGroup();
        new Opening(log.report().epoch(), settings.clock().currentMillis())
                .put(opening.beginAny(RecordTypes.OPENING, Opening.BYTES));
        opening.end();
        journal.begin(opening);
        return journal;
    }

    private void replayEffect(int type, long position, ByteBuffer payload) {
        if (RecordTypes.isEffect(type) || type == RecordTypes.MOVE) {
            replay.record(type, position, payload);
        }
    }

    /** A process may have been killed between the checkpoint's name and the force of the directory; and earlier ones are obsolete. */
    private void makeDurable(Checkpoint checkpoint) throws IOException {
        String current = CheckpointNames.name(checkpoint.header().number());
        try (JournalFile file = disk.open(current, Access.WRITE)) {
            file.force();
        }
        disk.forceDirectory();
        for (String name : disk.list()) {
            if (CheckpointNames.number(name).isPresent() && !name.equals(current)) {
                disk.delete(name);
            }
        }
    }

    /** Removes segments whose preparation a crash interrupted: they never became part of the log. */
    private void removeUnfinished() throws IOException {
        boolean any = false;
        for (String name : disk.list()) {
            if (SegmentFile.isPreparing(name)) {
                disk.delete(name);
                any = true;
            }
        }
        if (any) {
            disk.forceDirectory();
        }
    }

    private OpenedLog create(long begun, long firstSequence) throws IOException {
        SegmentHeader header = new SegmentHeader(
                settings.newJournalId(),
                firstSequence,
                1,
                settings.segmentBytes(),
                1,
                settings.clock().currentMillis());
        ByteBuffer zeros = ByteBuffer.allocateDirect(settings.pieceBytes());
        SegmentFile first = SegmentPreparer.create(disk, header, zeros);
        opened.add(first::close);
        RecoveryReport report =
                new RecoveryReport(1, 0, 0, 0, millisSince(begun), first.position(SegmentHeader.BYTES), 1, true);
        return new OpenedLog(report, first, List.of(), SegmentHeader.BYTES, 0, List.of(header), null);
    }

    private OpenedLog reopen(LogEnd end, @Nullable Checkpoint checkpoint, long begun) throws IOException {
        if (end.missingFooter() != null) {
            completeSeal(end.segments().get(end.index() - 1), end.missingFooter());
        } else if (end.index() > 0) {
            // Its footer may have been read from memory only: a process was killed before the force.
            SegmentFile sealed = openForWriting(end.segments().get(end.index() - 1));
            sealed.force();
            sealed.close();
        }
        List<SegmentFile> files = new ArrayList<>();
        for (SegmentHeader header :
                end.segments().subList(end.index(), end.segments().size())) {
            SegmentFile file = openForWriting(header);
            // What follows says that all in front of it is durable, and so does the file's length: after the death of a
            // process alone it may not be yet.
            file.force();
            files.add(file);
        }
        ScanTotals totals = end.totals();
        RecoveryReport report = new RecoveryReport(
                end.segments().size(),
                totals.effects(),
                totals.bytes(),
                end.tornBytes(),
                millisSince(begun),
                end.position(),
                totals.epoch() + 1,
                totals.closedInOrder());
        return new OpenedLog(
                report,
                files.get(0),
                files.subList(1, files.size()),
                end.offset(),
                end.effects(),
                end.segments(),
                checkpoint);
    }

    private SegmentFile openForWriting(SegmentHeader header) throws IOException {
        JournalFile file = disk.open(SegmentFile.name(header.sequence()), Access.WRITE);
        opened.add(file);
        return new SegmentFile(file, header, (int) Math.min(file.size(), header.segmentBytes()));
    }

    private void completeSeal(SegmentHeader header, SegmentFooter footer) throws IOException {
        SegmentFile segment = openForWriting(header);
        new BatchWriter(footer.epoch(), segment).writeFooter(segment, footer);
        segment.force();
        segment.close();
    }

    private long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(settings.clock().nanoTime() - begun);
    }

    private void closeAll(Throwable reason) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (IOException second) {
                reason.addSuppressed(second);
            }
        }
    }
}
