package io.angarium.journal;

import io.angarium.journal.VerifyReport.Damage;
import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies a journal while it is written: the checkpoint that counts, and the log up to the position that was durable when the copy began.
 * Until it is closed, no segment of that moment is used again or deleted; what is below that position is never written again. One thread
 * at a time, which must be one that nobody interrupts.
 *
 * <p>Neither an error of the target nor one in reading stops the journal that is copied.
 */
public final class JournalBackup implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int FORCED_BYTES = 4 << 20;

    private final JournalDisk source;
    private final JournalDisk target;
    private final BooleanSupplier diskFull;
    private final Snapshot snapshot;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE_BYTES);
    private final DiskLock lock;
    private final long totalBytes;
    private @Nullable Copying copying;
    private long offset;
    private final AtomicLong copiedBytes = new AtomicLong();
    private volatile boolean cancelled;
    private boolean complete;

    /**
     * What is copied.
     *
     * @param pin keeps the segments
     * @param checkpointName name of the file
     * @param checkpoint the file of the checkpoint, open; null if there is none
     */
    record Snapshot(SegmentPool.Pin pin, @Nullable String checkpointName, @Nullable JournalFile checkpoint)
            implements Closeable {
        @Override
        public void close() throws IOException {
            pin.close();
            if (checkpoint != null) {
                checkpoint.close();
            }
        }
    }

    /** A file to copy: so many of its first bytes, and its length, which the rest brings it to. */
    private record Part(String name, @Nullable JournalFile from, long bytes, long length) {}

    /** The file that is being copied. */
    private record Copying(Part part, JournalFile from, JournalFile to) implements Closeable {
        @Override
        public void close() throws IOException {
            from.close();
            to.close();
        }
    }

    private JournalBackup(
            JournalDisk source, JournalDisk target, BooleanSupplier diskFull, Snapshot snapshot, DiskLock lock)
            throws IOException {
        this.source = source;
        this.target = target;
        this.diskFull = diskFull;
        this.snapshot = snapshot;
        this.lock = lock;
        if (snapshot.checkpoint() != null && snapshot.checkpointName() != null) {
            long bytes = snapshot.checkpoint().size();
            parts.add(new Part(snapshot.checkpointName(), snapshot.checkpoint(), bytes, bytes));
        }
        for (SegmentHeader segment : snapshot.pin().segments()) {
            long bytes = bytesOf(segment, snapshot.pin().position());
            if (bytes > 0) {
                parts.add(new Part(SegmentFile.name(segment.sequence()), null, bytes, lengthOf(segment)));
            }
        }
        totalBytes = parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Of full segments all, of the one that the position is in all before it, of its successor the header. */
    private static long bytesOf(SegmentHeader segment, long position) {
        long last = position / segment.segmentBytes();
        if (segment.sequence() < last) {
            return segment.segmentBytes();
        }
        if (segment.sequence() == last) {
            return position - segment.position(0);
        }
        return segment.sequence() == last + 1 ? SegmentHeader.BYTES : 0;
    }

    /** What has a successor has its whole length. */
    private long lengthOf(SegmentHeader segment) {
        long bytes = bytesOf(segment, snapshot.pin().position());
        boolean last = snapshot.pin().segments().stream()
                .noneMatch(later -> later.sequence() == segment.sequence() + 1
                        && bytesOf(later, snapshot.pin().position()) > 0);
        return last ? bytes : segment.segmentBytes();
    }

    /** Begins a copy; the snapshot is given away, also if this fails. */
    static JournalBackup begin(JournalDisk source, JournalDisk target, BooleanSupplier diskFull, Snapshot snapshot)
            throws IOException {
        DiskLock lock = null;
        try {
            if (!CopyMark.fits(target)) {
                throw new IOException(target.describe() + " is not empty; name a directory that is not there yet");
            }
            lock = target.lock();
            CopyMark.put(target);
            return new JournalBackup(source, target, diskFull, snapshot, lock);
        } catch (IOException | RuntimeException | Error failure) {
            snapshot.close();
            if (lock != null) {
                lock.close();
            }
            throw failure;
        }
    }

    /**
     * Copies the next piece; after the last it reads the whole copy and checks it, and only then the copy counts.
     *
     * @return whether there is more to do
     * @throws IOException if the copy cannot be made; it stays marked as incomplete
     */
    public boolean step() throws IOException {
        if (complete || cancelled) {
            return false;
        }
        if (diskFull.getAsBoolean()) {
            throw new IOException(
                    "the disk of " + source.describe() + " is full, and a copy keeps space from being given back");
        }
        Copying current = copying;
        if (current == null) {
            current = next();
        }
        if (current == null) {
            finish();
            return false;
        }
        piece(current);
        return true;
    }

    private @Nullable Copying next() throws IOException {
        Part part = parts.poll();
        if (part == null) {
            return null;
        }
        JournalFile from = part.from() == null ? source.open(part.name(), Access.READ) : part.from();
        Copying begun = new Copying(part, from, target.create(part.name()));
        copying = begun;
        offset = 0;
        return begun;
    }

    private void piece(Copying current) throws IOException {
        Part part = current.part();
        int wanted = (int) Math.min(PIECE_BYTES, part.bytes() - offset);
        if (current.from().read(buffer.clear().limit(wanted), offset) < wanted) {
            throw new IOException(part.name() + " of " + source.describe() + " ends before byte " + part.bytes());
        }
        current.to().write(buffer.flip(), offset);
        offset += wanted;
        copiedBytes.addAndGet(wanted);
        if (offset == part.bytes() && offset < part.length()) {
            current.to().write(buffer.clear().limit(1).put(0, (byte) 0), part.length() - 1);
        }
        if (offset % FORCED_BYTES == 0 || offset == part.bytes()) {
            current.to().force();
        }
        if (offset == part.bytes()) {
            current.close();
            copying = null;
        }
    }

    private void finish() throws IOException {
        VerifyReport report = JournalScan.verifyCopy(target, bytes -> {
            if (cancelled) {
                throw new IllegalStateException("the copy was given up");
            }
        });
        Damage damage = report.damage();
        if (damage != null) {
            throw new IOException("the copy is damaged: " + damage.what() + ", in file " + damage.file() + " at offset "
                    + damage.offset() + "; check " + source.describe() + " with: journal verify");
        }
        if (report.lastPosition() < snapshot.pin().position()) {
            throw new IOException("the copy ends at position " + report.lastPosition() + " and not at "
                    + snapshot.pin().position());
        }
        CopyMark.take(target);
        complete = true;
    }

    /** Lets a step on another thread end soon. Any thread. */
    public void cancel() {
        cancelled = true;
    }

    /** Tells whether the copy is complete and checked. */
    public boolean complete() {
        return complete;
    }

    /** Returns up to which position the copy reaches. */
    public long position() {
        return snapshot.pin().position();
    }

    /** Returns how many bytes have been copied. Any thread. */
    public long copiedBytes() {
        return copiedBytes.get();
    }

    /** Returns how many bytes the copy will have. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Lets segments be given up again. A copy that is not complete stays marked so. */
    @Override
    public void close() throws IOException {
        try {
            if (copying != null) {
                copying.close();
            }
        } finally {
            snapshot.close();
            lock.close();
        }
    }

    /** Takes the snapshot of a journal whose checkpoints may change meanwhile. */
    interface CheckpointSource {
        @Nullable
        Checkpoint current();
    }

    static Snapshot snapshot(JournalDisk disk, SegmentPool pool, CheckpointSource checkpoints, LongSupplier durable)
            throws IOException {
        while (true) {
            Checkpoint now = checkpoints.current();
            String name = now == null ? null : CheckpointNames.name(now.header().number());
            Snapshot taken;
            try {
                JournalFile file = name == null ? null : disk.open(name, Access.READ);
                taken = new Snapshot(pool.pin(durable), name, file);
            } catch (NoSuchFileException replaced) {
                if (Objects.equals(checkpoints.current(), now)) {
                    throw replaced;
                }
                continue;
            }
            // Only if no other came to count meanwhile, nothing was given up that this one needs.
            if (Objects.equals(checkpoints.current(), now)) {
                return taken;
            }
            taken.close();
        }
    }
}
