package io.angarium.journal;

import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.Housekeeping.SegmentSeal;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.Salt;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of one segment in order, up to its seal or the first place that holds no valid batch. Does not judge what that
 * place means: see {@link TailEvidence}. Owned by one thread.
 */
final class SegmentScanner {
    private final SegmentHeader header;
    private final ReadWindow window;
    private final ScanTotals totals;
    private final CRC32C crc = new CRC32C();
    private int offset;
    private int effects;
    private @Nullable SegmentSeal seal;
    private String flaw = "";

    /** Prepares the scan of a whole segment; the window must be turned to the segment's file, and stay there. */
    SegmentScanner(SegmentHeader header, ReadWindow window, ScanTotals totals) {
        this(header, window, totals, SegmentHeader.BYTES, 0);
    }

    /** Prepares the scan from a batch on that has so many effects in front of it. */
    SegmentScanner(SegmentHeader header, ReadWindow window, ScanTotals totals, int offset, int effects) {
        this.offset = offset;
        this.effects = effects;
        this.header = header;
        this.window = window;
        this.totals = totals;
    }

    /** Hands all records of all valid batches to the visitor and stops behind the last. */
    void scan(RecordVisitor visitor) throws IOException {
        while (seal == null) {
            BatchHeader batch = nextBatch();
            if (batch == null) {
                return;
            }
            visit(batch, visitor);
            totals.batch(batch);
            offset += batch.length();
        }
        if (seal.dataEnd() != offset || seal.effects() != effects) {
            offset -= sealBatchBytes();
            seal = null;
            flaw = "the seal of the segment does not agree with its contents";
        }
    }

    private static int sealBatchBytes() {
        return BatchHeader.BYTES + RecordFrame.HEADER_BYTES + SegmentSeal.BYTES;
    }

    /** Returns the header of the batch at the offset if all of it is valid, and has it in the window. */
    private @Nullable BatchHeader nextBatch() throws IOException {
        int room = SegmentFooter.offset(header) - offset;
        if (room < BatchHeader.BYTES || !window.cover(offset, BatchHeader.BYTES)) {
            return flawed("the data ends");
        }
        BatchHeader batch = BatchHeader.read(crc, header, offset, window.buffer(), window.index(offset));
        if (batch == null) {
            return flawed("there is no valid batch header");
        }
        if (batch.epoch() < totals.epoch()) {
            return flawed("the batch is of an earlier epoch");
        }
        if (batch.length() > room || !window.cover(offset, batch.length())) {
            return flawed("the batch is longer than what is left");
        }
        return recordsValid(batch) ? batch : null;
    }

    private boolean recordsValid(BatchHeader batch) {
        Salt salt = header.salt(batch.epoch());
        ByteBuffer buffer = window.buffer();
        int base = window.index(offset);
        int at = BatchHeader.BYTES;
        for (int i = 0; i < batch.count(); i++) {
            int left = batch.length() - at - RecordFrame.HEADER_BYTES;
            int payload = left < 0 ? -1 : buffer.getInt(base + at + RecordFrame.LENGTH_OFFSET);
            if (payload < 0 || payload > left) {
                flaw = "record " + i + " of the batch does not fit into it";
                return false;
            }
            int sum = RecordFrame.checksum(crc, buffer, base + at, payload) ^ salt.at(header.position(offset + at));
            if (sum != buffer.getInt(base + at)) {
                flaw = "the checksum of record " + i + " of the batch does not match";
                return false;
            }
            at += RecordFrame.HEADER_BYTES + payload;
        }
        if (at != batch.length()) {
            flaw = "the records do not fill the batch";
        }
        return at == batch.length();
    }

    private void visit(BatchHeader batch, RecordVisitor visitor) {
        ByteBuffer buffer = window.buffer();
        int at = offset + BatchHeader.BYTES;
        for (int i = 0; i < batch.count(); i++) {
            int payload = buffer.getInt(window.index(at) + RecordFrame.LENGTH_OFFSET);
            int type = buffer.get(window.index(at) + RecordFrame.TYPE_OFFSET) & 0xFF;
            int body = at + RecordFrame.HEADER_BYTES;
            if (RecordTypes.isEffect(type)) {
                effects++;
            } else if (type == RecordTypes.SEGMENT_SEAL) {
                seal = SegmentSeal.get(window.view(body, payload));
            }
            totals.record(type);
            visitor.record(type, header.position(at), window.view(body, payload));
            at = body + payload;
        }
    }

    private @Nullable BatchHeader flawed(String what) {
        flaw = what;
        return null;
    }

    /** Reads the footer; null if there is no valid one. */
    @Nullable
    SegmentFooter footer() throws IOException {
        int at = SegmentFooter.offset(header);
        if (!window.cover(at, SegmentFooter.BYTES)) {
            return null;
        }
        ByteBuffer copy = ByteBuffer.allocate(SegmentFooter.BYTES).put(window.view(at, SegmentFooter.BYTES));
        return SegmentFooter.read(crc, header, copy);
    }

    SegmentHeader header() {
        return header;
    }

    /** Returns where the scan has stopped. */
    int offset() {
        return offset;
    }

    /** Returns the number of effects seen. */
    int effects() {
        return effects;
    }

    /** Returns the seal if the segment is full. */
    @Nullable
    SegmentSeal seal() {
        return seal;
    }

    /** Returns what is wrong where the scan has stopped. */
    String flaw() {
        return flaw;
    }

    ReadWindow window() {
        return window;
    }
}
