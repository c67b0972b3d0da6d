package io.angarium.journal;

import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells a torn tail from damage. Where the log stops being readable, what follows is either the remains of the last force, which
 * never returned, or the proof that more had been durable: a valid batch header or footer, of this life of the segment and of
 * the last epoch or a later one, which says that the place in question was below the durable position.
 */
final class TailEvidence {
    private static final byte FIRST_MAGIC_BYTE = (byte) (BatchHeader.MAGIC >>> 24);
    private static final int STRIDE = 1 << 17;

    private final long epoch;
    private final long position;
    private final CRC32C crc = new CRC32C();
    private long lastNonZero = -1;
    private long lastOwn = -1;
    private boolean recycled;
    private boolean found;

    /**
     * Prepares the search.
     *
     * @param epoch of the last valid batch
     * @param position logical position at which the log stops being readable
     */
    TailEvidence(long epoch, long position) {
        this.epoch = epoch;
        this.position = position;
    }

    /** Looks through a segment from an offset on. */
    void search(SegmentScanner segment, int from) throws IOException {
        SegmentFooter footer = segment.footer();
        found |= footer != null && footer.epoch() >= epoch && footer.durable() > position;
        SegmentHeader header = segment.header();
        recycled |= header.generation() > 1;
        ReadWindow window = segment.window();
        int end = SegmentFooter.offset(header);
        int at = from;
        while (!found && at < end) {
            window.cover(at, Math.min(STRIDE + BatchHeader.BYTES, end - at));
            int available = Math.min(window.available(at), end - at);
            int step = Math.min(available, STRIDE);
            if (step <= 0) {
                return;
            }
            searchWindow(header, window, at, step, available);
            at += step;
        }
    }

    private void searchWindow(SegmentHeader header, ReadWindow window, int from, int step, int available) {
        ByteBuffer buffer = window.buffer().clear();
        int base = window.index(from);
        int i = 0;
        while (i < step) {
            if (i + Long.BYTES <= step && buffer.getLong(base + i) == 0) {
                i += Long.BYTES;
                continue;
            }
            byte value = buffer.get(base + i);
            if (value != 0) {
                lastNonZero = header.position(from + i);
            }
            if (value == FIRST_MAGIC_BYTE && i + BatchHeader.BYTES <= available) {
                BatchHeader batch = BatchHeader.read(crc, header, from + i, buffer, base + i);
                lastOwn = batch == null || batch.epoch() < epoch
                        ? lastOwn
                        : header.position(from + i + batch.length()) - 1;
                found |= proves(batch);
            }
            i++;
        }
    }

    private boolean proves(@Nullable BatchHeader batch) {
        return batch != null && batch.epoch() >= epoch && batch.durable() > position;
    }

    /** Tells whether something proves that the place had been durable. */
    boolean found() {
        return found;
    }

    /**
     * Returns how many bytes from the place on are not free space, at most. In a file that was used again free space is not zeros: there
     * only a batch counts whose header survived.
     */
    long remains() {
        long last = recycled ? lastOwn : lastNonZero;
        return last < position ? 0 : last + 1 - position;
    }
}
