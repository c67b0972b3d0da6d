package io.angarium.journal;

import io.angarium.journal.file.FileDisk;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A process that numbers records, appends and forces them until it is killed, and says on standard output, after each force, up to
 * which number all are durable.
 */
final class AppendingChild {
    private static final int MOST_BYTES = 2000;

    private AppendingChild() {}

    static JournalSettings settings() {
        return JournalSettings.standard(3, SystemTestClock.INSTANCE).withSegmentBytes(1 << 20);
    }

    public static void main(String[] arguments) throws IOException {
        long[] next = new long[1];
        Journal journal = Journal.open(
                FileDisk.of(Path.of(arguments[0])),
                settings(),
                (type, position, payload) -> next[0] = Math.max(next[0], payload.getLong() + 1));
        RecordGroup group = new RecordGroup();
        DataOutputStream out = new DataOutputStream(System.out);
        while (true) {
            int groups = 1 + (int) (next[0] % 7);
            for (int i = 0; i < groups; i++) {
                appendPair(journal, group, next[0]);
                next[0] += 2;
            }
            journal.tryForce();
            out.writeLong(next[0]);
            out.flush();
            if (next[0] % 5 == 0) {
                journal.prepareStep();
            }
        }
    }

    /** Appends two records that belong together. */
    private static void appendPair(Journal journal, RecordGroup group, long number) {
        group.clear();
        for (long value = number; value < number + 2; value++) {
            ByteBuffer buffer = group.begin(1, MOST_BYTES).putLong(value);
            buffer.position(buffer.position() + (int) (value * 31 % (MOST_BYTES - Long.BYTES)));
            group.end();
        }
        journal.append(group);
    }
}
