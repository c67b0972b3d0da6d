package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.SegmentHeader;
import io.angarium.journal.format.SegmentHeader.TooNew;
import io.angarium.journal.format.SegmentHeader.Valid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of a damaged journal: by their headers, or, where a header is damaged, by a batch in the file whose checksum tells how
 * often the file had been used. Used once, by one thread.
 */
final class SalvagedHeaders {
    private static final int MOST_LIVES = 1 << 14;
    private static final int SEARCHED_BYTES = 1 << 20;

    private final JournalDisk disk;
    private final Consumer<Loss> losses;
    private final Map<Long, SegmentHeader> found = new TreeMap<>();
    private final Map<Long, String> damaged = new TreeMap<>();

    SalvagedHeaders(JournalDisk disk, Consumer<Loss> losses) {
        this.disk = disk;
        this.losses = losses;
    }

    /**
     * Returns the headers in their order.
     *
     * @throws FormatTooNewException if a later version wrote the journal
     */
    List<SegmentHeader> find() throws IOException {
        for (String name : disk.list()) {
            if (SegmentFile.sequence(name).isPresent()) {
                read(name, SegmentFile.sequence(name).getAsLong());
            }
        }
        removeForeign();
        if (!found.isEmpty()) {
            SegmentHeader any = found.values().iterator().next();
            for (Map.Entry<Long, String> entry : damaged.entrySet()) {
                SegmentHeader rebuilt = rebuild(entry.getKey(), any);
                if (rebuilt == null) {
                    lost(
                            entry.getKey(),
                            entry.getValue() + ", and nothing in the file can be recognised: all of it is lost");
                } else {
                    lost(entry.getKey(), entry.getValue() + "; what is in the file was read all the same");
                    found.put(entry.getKey(), rebuilt);
                }
            }
        } else {
            damaged.forEach(this::lost);
        }
        return new ArrayList<>(new TreeMap<>(found).values());
    }

    private void lost(long sequence, String what) {
        losses.accept(new Loss(SegmentFile.name(sequence), 0, 0, what));
    }

    private void read(String name, long sequence) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SegmentHeader.BYTES);
        try (JournalFile file = disk.open(name, Access.READ)) {
            if (file.read(buffer, 0) < SegmentHeader.BYTES) {
                lost(sequence, "the file is shorter than a segment header");
                return;
            }
        }
        SegmentHeader.Reading reading = SegmentHeader.read(buffer);
        if (reading instanceof TooNew tooNew) {
            throw new FormatTooNewException(name, tooNew.version(), SegmentHeader.VERSION);
        }
        if (!(reading instanceof Valid valid)) {
            damaged.put(sequence, ((SegmentHeader.Invalid) reading).what());
        } else if (valid.header().sequence() != sequence) {
            damaged.put(sequence, "the file holds segment " + valid.header().sequence());
        } else {
            found.put(sequence, valid.header());
        }
    }

    /** The journal that most of them belong to counts. */
    private void removeForeign() {
        Map<Long, Integer> votes = new HashMap<>();
        found.values().forEach(header -> votes.merge(header.journalId(), 1, Integer::sum));
        long journal = votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0L);
        found.values().removeIf(header -> {
            boolean foreign = header.journalId() != journal;
            if (foreign) {
                lost(header.sequence(), "the segment belongs to another journal");
            }
            return foreign;
        });
    }

    private @Nullable SegmentHeader rebuild(long sequence, SegmentHeader sibling) throws IOException {
        CRC32C crc = new CRC32C();
        try (JournalFile file = disk.open(SegmentFile.name(sequence), Access.READ)) {
            int length = (int) Math.min(file.size(), SEARCHED_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate(length);
            int available = file.read(buffer, 0);
            buffer.clear();
            for (int at = SegmentHeader.BYTES; at + BatchHeader.BYTES <= available; at++) {
                if (buffer.getInt(at) == BatchHeader.MAGIC) {
                    SegmentHeader tried = life(crc, buffer, at, sequence, sibling);
                    if (tried != null) {
                        return tried;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable SegmentHeader life(
            CRC32C crc, ByteBuffer buffer, int at, long sequence, SegmentHeader sibling) {
        for (int life = 1; life <= MOST_LIVES; life++) {
            SegmentHeader tried = new SegmentHeader(sibling.journalId(), sequence, life, sibling.segmentBytes(), 1, 0);
            if (BatchHeader.read(crc, tried, at, buffer, at) != null) {
                return tried;
            }
        }
        return null;
    }
}
