package io.angarium.journal;

import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.Salt;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Finds sound records in a stretch of bytes that is damaged somewhere: one behind the other where it can, else byte by byte. One thread. */
final class RecordSearch {
    private final CRC32C crc = new CRC32C();

    /** Takes what is found; offsets are those of the file. */
    interface Finder {
        /** A sound record. */
        void record(int type, int offset, ByteBuffer payload);

        /** Bytes that belong to no sound record. */
        void gap(int offset, int length);
    }

    /**
     * Searches a stretch.
     *
     * @param window turned to the file, and wide enough for the stretch
     * @param base what is added to an offset to get the position that salts a record
     * @param salts of the writers that may have written there
     */
    void search(ReadWindow window, int from, int to, long base, List<Salt> salts, Finder finder) {
        int at = from;
        int gap = from;
        while (at < to) {
            int payload = soundPayload(window, at, to, base, salts);
            if (payload < 0) {
                at++;
                continue;
            }
            if (gap < at) {
                finder.gap(gap, at - gap);
            }
            int body = at + RecordFrame.HEADER_BYTES;
            int type = window.buffer().get(window.index(at) + RecordFrame.TYPE_OFFSET) & 0xFF;
            finder.record(type, at, window.view(body, payload));
            at = body + payload;
            gap = at;
        }
        if (gap < to) {
            finder.gap(gap, to - gap);
        }
    }

    private int soundPayload(ReadWindow window, int at, int to, long base, List<Salt> salts) {
        int room = to - at - RecordFrame.HEADER_BYTES;
        if (room < 0) {
            return -1;
        }
        int index = window.index(at);
        int payload = window.buffer().getInt(index + RecordFrame.LENGTH_OFFSET);
        if (payload < 0 || payload > room) {
            return -1;
        }
        int salt = RecordFrame.checksum(crc, window.buffer(), index, payload)
                ^ window.buffer().getInt(index);
        for (Salt one : salts) {
            if (one.at(base + at) == salt) {
                return payload;
            }
        }
        return -1;
    }
}
