package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * All sound batch headers in some segments, wherever they stand, and what they and the footers prove to have been durable. Filled and read by
 * one thread.
 */
final class BatchIndex {
    private static final byte FIRST_MAGIC_BYTE = (byte) (BatchHeader.MAGIC >>> 24);
    private static final int STRIDE = 1 << 17;

    private final TreeMap<Long, BatchHeader> batches = new TreeMap<>();
    /** By position: up to where that proves everything durable; a later place never proves less. */
    private final TreeMap<Long, Long> proofs = new TreeMap<>();

    private final List<Long> pending = new ArrayList<>();

    /** Looks through a segment. */
    void add(JournalDisk disk, SegmentHeader segment) throws IOException {
        CRC32C crc = new CRC32C();
        ReadWindow window = new ReadWindow();
        try (JournalFile file = disk.open(SegmentFile.name(segment.sequence()), Access.READ)) {
            window.turnTo(file);
            int end = SegmentFooter.offset(segment);
            int at = SegmentHeader.BYTES;
            while (at < end) {
                window.cover(at, Math.min(STRIDE + BatchHeader.BYTES, end - at));
                int available = Math.min(window.available(at), end - at);
                int step = Math.min(available, STRIDE);
                if (step <= 0) {
                    break;
                }
                search(crc, segment, window, at, step, available);
                at += step;
            }
            SegmentFooter footer = footer(crc, segment, window);
            if (footer != null) {
                proofs.put(segment.position(end), footer.durable());
            }
        }
    }

    /** All segments have been added. */
    void complete() {
        long most = 0;
        pending.addAll(proofs.descendingKeySet());
        for (long position : pending) {
            most = Math.max(most, proofs.getOrDefault(position, 0L));
            proofs.put(position, most);
        }
        pending.clear();
    }

    private void search(CRC32C crc, SegmentHeader segment, ReadWindow window, int from, int step, int available) {
        ByteBuffer buffer = window.buffer().clear();
        int base = window.index(from);
        for (int i = 0; i < step; i++) {
            if (buffer.get(base + i) == FIRST_MAGIC_BYTE && i + BatchHeader.BYTES <= available) {
                BatchHeader batch = BatchHeader.read(crc, segment, from + i, buffer, base + i);
                if (batch != null) {
                    batches.put(segment.position(from + i), batch);
                    proofs.put(segment.position(from + i), batch.durable());
                }
            }
        }
    }

    private static @Nullable SegmentFooter footer(CRC32C crc, SegmentHeader segment, ReadWindow window)
            throws IOException {
        int at = SegmentFooter.offset(segment);
        if (!window.cover(at, SegmentFooter.BYTES)) {
            return null;
        }
        return SegmentFooter.read(
                crc, segment, ByteBuffer.allocate(SegmentFooter.BYTES).put(window.view(at, SegmentFooter.BYTES)));
    }

    /** Tells whether what stands at a position had been durable, by the word of anything behind it. */
    boolean provenDurable(long position) {
        Long most = proofs.higherKey(position) == null
                ? null
                : proofs.higherEntry(position).getValue();
        return most != null && most > position;
    }

    /** Returns the batch at a position if its header is sound and its epoch not below one. */
    @Nullable
    BatchHeader at(long position, long epoch) {
        BatchHeader batch = batches.get(position);
        return batch == null || batch.epoch() < epoch ? null : batch;
    }

    /** Returns the first position, behind one and before another, of a batch whose epoch is not below one; the other if there is none. */
    long next(long position, long end, long epoch) {
        for (var entry : batches.subMap(position, false, end, false).entrySet()) {
            if (entry.getValue().epoch() >= epoch) {
                return entry.getKey();
            }
        }
        return end;
    }

    /** Returns the highest epoch of any. */
    long highestEpoch() {
        return batches.values().stream().mapToLong(BatchHeader::epoch).max().orElse(1);
    }
}
