package io.angarium.journal;

import io.angarium.journal.format.Housekeeping.SegmentSeal;
import io.angarium.journal.format.SegmentFooter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes and forces batches. Owned by the thread that holds the journal's force. */
final class BatchWriter {
    private final long epoch;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer footer = ByteBuffer.allocateDirect(SegmentFooter.BYTES);
    private SegmentFile active;

    BatchWriter(long epoch, SegmentFile active) {
        this.epoch = epoch;
        this.active = active;
    }

    /**
     * Writes the batches and forces them. Where one seals its segment, that segment is forced before the next is written, so a
     * batch in a later segment proves that the earlier one is complete.
     *
     * @param durable position below which everything is durable
     * @return position below which everything is durable now
     */
    long write(List<Batch> batches, long durable) throws IOException {
        long known = durable;
        long end = durable;
        for (Batch batch : batches) {
            active = batch.segment();
            batch.write(crc, epoch, known);
            end = batch.end();
            SegmentSeal seal = batch.seal();
            if (seal != null) {
                writeFooter(active, new SegmentFooter(epoch, known, seal.dataEnd(), seal.effects()));
                active.force();
                active.close();
                known = end;
            }
        }
        if (known < end) {
            active.force();
        }
        return end;
    }

    /** Writes the footer of a full segment, unforced. */
    void writeFooter(SegmentFile segment, SegmentFooter content) throws IOException {
        content.write(crc, segment.header(), footer);
        segment.write(footer.clear(), SegmentFooter.offset(segment.header()));
    }

    void close() throws IOException {
        active.close();
    }
}
