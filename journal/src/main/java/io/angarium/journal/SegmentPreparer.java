package io.angarium.journal;

import io.angarium.journal.file.DiskFullIOException;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes zeros ahead of need, a small piece a step, so that a batch always overwrites room which the disk has given already: that
 * is faster to force, and a full disk is met here and not by a record.
 *
 * <p>Threads: any may step, one at a time under this object's own lock; the appender takes prepared segments without it.
 */
final class SegmentPreparer {
    private static final long UNKNOWN = -1;
    private static final int URGENT_PIECES = 8;
    private static final int MOST_KEPT = 1;

    private final JournalDisk disk;
    private final JournalSettings settings;
    private final FailStop failStop;
    private final long epoch;
    private final ByteBuffer zeros;
    private final SegmentPool pool;
    private final ReentrantLock stepping = new ReentrantLock();
    private final ConcurrentLinkedQueue<SegmentFile> ready = new ConcurrentLinkedQueue<>();
    /** The last segment of all. Guarded by {@link #stepping}. */
    private SegmentFile newest;
    /** Guarded by {@link #stepping}. */
    private boolean stopped;

    private volatile boolean full;
    private volatile long freeBytes = UNKNOWN;

    /**
     * Creates the preparer.
     *
     * @param active the segment that is being written
     * @param prepared the segments behind it, in order
     * @param pool where new segments are entered, and files that may be used again are taken from
     */
    SegmentPreparer(
            JournalDisk disk,
            JournalSettings settings,
            FailStop failStop,
            long epoch,
            SegmentFile active,
            Iterable<SegmentFile> prepared,
            SegmentPool pool) {
        this.disk = disk;
        this.settings = settings;
        this.failStop = failStop;
        this.epoch = epoch;
        this.zeros = ByteBuffer.allocateDirect(settings.pieceBytes());
        this.pool = pool;
        this.newest = active;
        for (SegmentFile segment : prepared) {
            ready.add(segment);
            newest = segment;
        }
    }

    /**
     * Writes the next piece, or a few where the room ahead has become short, unless a whole segment is ready and the disk is not
     * known to be full; tells whether it did.
     *
     * @param appended logical position behind everything appended
     */
    boolean step(long appended) {
        stepping.lock();
        try {
            long ahead = newest.position(newest.prepared()) - appended;
            int pieces = ahead < newest.header().segmentBytes() / 4 ? URGENT_PIECES : 1;
            boolean any = false;
            boolean more = true;
            for (int i = 0; i < pieces && more; i++) {
                more = (full || !newest.fullyPrepared() || ready.isEmpty()) && piece();
                any |= more;
            }
            return any || deleteOne();
        } finally {
            stepping.unlock();
        }
    }

    /** Deletes all files that may be used again. */
    void deleteFree() {
        stepping.lock();
        try {
            boolean more = !stopped;
            while (more) {
                more = delete(pool.takeFree());
            }
        } finally {
            stepping.unlock();
        }
    }

    /** One file is kept to be used again; more than that is given back to the disk. */
    private boolean deleteOne() {
        if (stopped || pool.freeCount() <= MOST_KEPT) {
            return false;
        }
        return delete(pool.takeFree());
    }

    private boolean delete(@Nullable SegmentHeader surplus) {
        failStop.check();
        if (surplus == null) {
            return false;
        }
        try {
            disk.delete(SegmentFile.name(surplus.sequence()));
            return true;
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    /** Writes the next piece for an appender that needs it now; false if the disk is known to be full. */
    boolean grow() {
        stepping.lock();
        try {
            return !full && piece();
        } finally {
            stepping.unlock();
        }
    }

    private boolean piece() {
        if (stopped) {
            return false;
        }
        failStop.check();
        try {
            if (newest.fullyPrepared()) {
                newest = create();
                ready.add(newest);
            } else {
                newest.prepare(zeros);
            }
            full = false;
            return true;
        } catch (DiskFullIOException noRoom) {
            freeBytes = freeBytesNow();
            full = true;
            return false;
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    private SegmentFile create() throws IOException {
        SegmentHeader free = pool.takeFree();
        long now = settings.clock().currentMillis();
        SegmentFile segment = free == null
                ? create(disk, newest.header().next(epoch, now), zeros)
                : recycle(free, newest.header().next(free.generation() + 1, epoch, now));
        pool.add(segment.header());
        return segment;
    }

    /**
     * Makes a segment of a file that nobody needs. It leaves the log, durably, before its header changes: a file with a segment's
     * name always holds that segment.
     */
    private SegmentFile recycle(SegmentHeader free, SegmentHeader header) throws IOException {
        String name = SegmentFile.preparingName(header.sequence());
        disk.rename(SegmentFile.name(free.sequence()), name);
        disk.forceDirectory();
        JournalFile file = disk.open(name, Access.WRITE);
        ByteBuffer head = ByteBuffer.allocateDirect(SegmentHeader.BYTES);
        header.write(head);
        file.write(head.clear(), 0);
        file.force();
        disk.rename(name, SegmentFile.name(header.sequence()));
        disk.forceDirectory();
        return new SegmentFile(file, header, (int) Math.min(file.size(), header.segmentBytes()));
    }

    /** Makes a segment that holds its header and a first piece of zeros, forced, and then gives it its name. */
    static SegmentFile create(JournalDisk disk, SegmentHeader header, ByteBuffer zeros) throws IOException {
        String name = SegmentFile.preparingName(header.sequence());
        JournalFile file = disk.create(name);
        try {
            ByteBuffer head = ByteBuffer.allocateDirect(SegmentHeader.BYTES);
            header.write(head);
            file.write(head.clear(), 0);
            SegmentFile segment = new SegmentFile(file, header, SegmentHeader.BYTES);
            segment.prepare(zeros);
            disk.rename(name, SegmentFile.name(header.sequence()));
            disk.forceDirectory();
            return segment;
        } catch (IOException failure) {
            discard(disk, name, file, failure);
            throw failure;
        }
    }

    private static void discard(JournalDisk disk, String name, JournalFile file, IOException reason) {
        try {
            file.close();
            disk.delete(name);
        } catch (IOException second) {
            reason.addSuppressed(second);
        }
    }

    private long freeBytesNow() {
        try {
            return disk.freeBytes();
        } catch (IOException unknown) {
            return UNKNOWN;
        }
    }

    /** Returns the segment behind the active one if it is ready, for the appender. */
    @Nullable
    SegmentFile peek() {
        return ready.peek();
    }

    /** Returns how many bytes are prepared behind the active segment, without what segments keep for their ends. */
    long readyBytes() {
        long bytes = 0;
        for (SegmentFile segment : ready) {
            bytes += Math.min(segment.prepared(), Gathering.limit(segment, 0)) - SegmentHeader.BYTES;
        }
        return bytes;
    }

    /** Takes the segment that {@link #peek} has shown. */
    SegmentFile take() {
        return ready.remove();
    }

    /** Tells whether the last piece found no room. */
    boolean full() {
        return full;
    }

    JournalFullException refusal() {
        return new JournalFullException(disk.describe(), freeBytes);
    }

    /** Waits for a running step and lets no other begin. */
    void stop() {
        stepping.lock();
        try {
            stopped = true;
        } finally {
            stepping.unlock();
        }
    }

    /** Closes the segments that are ready, after {@link #stop}. */
    void close() throws IOException {
        for (SegmentFile segment : ready) {
            segment.close();
        }
    }
}
