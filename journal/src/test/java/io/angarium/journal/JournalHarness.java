package io.angarium.journal;

import io.angarium.journal.testing.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A journal of small segments on a disk in memory, with records that are text. One test, one thread. */
final class JournalHarness {
    static final int SEGMENT = 64 * 1024;
    static final int ID = 77;
    static final JournalSettings SETTINGS = new JournalSettings(
            SEGMENT, 16 * 1024, 256 * 1024, 4 * 1024, 16 * 1024, Duration.ofSeconds(10), ID, new FixedClock());

    private final MemoryDisk disk;
    private final RecordGroup group = new RecordGroup();
    private final List<String> replayed = new ArrayList<>();

    JournalHarness() {
        this(new MemoryDisk());
    }

    JournalHarness(MemoryDisk disk) {
        this.disk = disk;
    }

    static String name(int sequence) {
        return "segment-000000000000000" + sequence + ".journal";
    }

    MemoryDisk disk() {
        return disk;
    }

    Journal open() {
        return open(SETTINGS);
    }

    Journal open(JournalSettings settings) {
        replayed.clear();
        return Journal.open(
                disk, settings, (type, position, payload) -> replayed.add(type + "@" + position + ":" + text(payload)));
    }

    /** Returns {@code type@position:text} of each record of the last opening. */
    List<String> replayed() {
        return List.copyOf(replayed);
    }

    static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    RecordGroup group(int type, String... texts) {
        group.clear();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            group.begin(type, bytes.length).put(bytes);
            group.end();
        }
        return group;
    }

    /** Appends and forces a group and returns what a replay says of it. */
    List<String> write(Journal journal, int type, String... texts) {
        long position = journal.append(group(type, texts));
        journal.tryForce();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            expected.add(type + "@" + (position + group.offset(i)) + ":" + texts[i]);
        }
        return expected;
    }
}
