package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a force costs on a disk, measured by overwriting a block and forcing it a few times. Where it costs next to nothing, nothing reaches
 * a disk: the file system is in memory, or somebody answers from a volatile cache.
 *
 * @param medianNanos how long the middle one took, {@link #UNKNOWN} if it could not be measured
 * @param fileSystem what kind the disk is, as the system names it
 */
public record ForceProbe(long medianNanos, String fileSystem) {
    /** There is no figure. */
    public static final long UNKNOWN = -1;

    /** Faster than this no force is that a disk has answered. */
    static final long IMPLAUSIBLE_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    private static final int FORCES = 15;
    private static final int BLOCK = 4096;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Of a name that the next opening clears away, should this process die. */
    private static final String NAME = SegmentFile.PREPARING + "probe.tmp";

    /** Measures in a directory whose lock the caller holds; a disk on which that fails is told of by those who need it. */
    public static ForceProbe run(JournalDisk disk, LongSupplier nanoTime) {
        String fileSystem = disk.fileSystem();
        try {
            long median = measure(disk, nanoTime);
            return new ForceProbe(median, fileSystem);
        } catch (IOException noRoomOrNoDisk) {
            return new ForceProbe(UNKNOWN, fileSystem);
        }
    }

    private static long measure(JournalDisk disk, LongSupplier nanoTime) throws IOException {
        long[] nanos = new long[FORCES];
        int count = 0;
        try (JournalFile file = disk.create(NAME)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            file.write(block.clear(), 0);
            file.force();
            long begun = nanoTime.getAsLong();
            long before = begun;
            while (count < FORCES && before - begun < LONGEST_NANOS) {
                file.write(block.clear(), 0);
                file.force();
                long now = nanoTime.getAsLong();
                nanos[count++] = now - before;
                before = now;
            }
        } finally {
            disk.delete(NAME);
        }
        Arrays.sort(nanos, 0, count);
        return nanos[count / 2];
    }

    /** Why what is forced there may not survive a power loss; null if nothing speaks against it. */
    public @Nullable String warning() {
        if (fileSystem.equals("tmpfs") || fileSystem.equals("ramfs")) {
            return "the journal is on a " + fileSystem
                    + ", in memory: everything is lost when the machine stops; give a data folder on a disk";
        }
        if (medianNanos != UNKNOWN && medianNanos < IMPLAUSIBLE_NANOS) {
            return "a force takes " + medianNanos / 1000.0
                    + " µs, faster than any disk: what is confirmed may be in a volatile cache only, and lost with the"
                    + " power; look for a disabled flush in the file system, its mount options or the virtual machine";
        }
        return null;
    }
}
