package io.angarium.journal;

import io.angarium.journal.file.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the journal costs on top of the disk: one thread that appends 1 KiB and forces, against one thread that writes 1 KiB over
 * zeros and calls {@code fdatasync}, in turns in the same run so that both meet the same disk.
 *
 * <p>{@code java -cp ... io.angarium.journal.ForceBenchmark DIRECTORY [rounds]}
 */
public final class ForceBenchmark {
    private static final int PAYLOAD = 1024;
    private static final int TURN = 500;
    private static final int BARE_BYTES = 64 * 1024 * 1024;

    private final FileChannel bare;
    private final Journal journal;
    private final ByteBuffer block = ByteBuffer.allocateDirect(PAYLOAD);
    private final RecordGroup group = new RecordGroup();
    private final byte[] payload = new byte[PAYLOAD];
    private long bareOffset;

    private ForceBenchmark(Path directory) throws IOException {
        Files.createDirectories(directory);
        bare = FileChannel.open(
                directory.resolve("bare"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (int i = 0; i < BARE_BYTES; i += zeros.capacity()) {
            bare.write(zeros.clear(), i);
        }
        bare.force(true);
        Arrays.fill(payload, (byte) 7);
        journal = Journal.open(
                FileDisk.of(directory.resolve("journal")),
                JournalSettings.standard(1, SystemTestClock.INSTANCE),
                (type, position, bytes) -> {});
    }

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        new ForceBenchmark(Path.of(arguments[0])).run(rounds);
    }

    private void run(int rounds) throws IOException {
        prepare();
        long[] bareNanos = new long[rounds * TURN];
        long[] journalNanos = new long[rounds * TURN];
        for (int round = -2; round < rounds; round++) {
            boolean warm = round < 0;
            for (int i = 0; i < TURN; i++) {
                long nanos = bareOnce();
                bareNanos[warm ? i : round * TURN + i] = nanos;
            }
            for (int i = 0; i < TURN; i++) {
                long nanos = journalOnce();
                journalNanos[warm ? i : round * TURN + i] = nanos;
            }
            prepare();
        }
        report("bare   ", bareNanos);
        report("journal", journalNanos);
        System.out.printf(
                Locale.ROOT, "ratio of rates %.3f%n", (double) sum(bareNanos) / Math.max(1, sum(journalNanos)));
        journal.close();
        bare.close();
    }

    private void prepare() {
        boolean more = true;
        while (more) {
            more = journal.prepareStep();
        }
    }

    private long bareOnce() throws IOException {
        long begun = System.nanoTime();
        block.clear();
        block.put(payload);
        bare.write(block.flip(), bareOffset);
        bare.force(false);
        bareOffset = (bareOffset + PAYLOAD) % BARE_BYTES;
        return System.nanoTime() - begun;
    }

    private long journalOnce() {
        long begun = System.nanoTime();
        group.clear().begin(1, PAYLOAD).put(payload);
        group.end();
        journal.append(group);
        journal.tryForce();
        return System.nanoTime() - begun;
    }

    private static long sum(long[] nanos) {
        return Arrays.stream(nanos).sum();
    }

    private static void report(String name, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s %8.0f a second, p50 %d us, p99 %d us%n",
                name,
                nanos.length * 1e9 / sum(nanos),
                sorted[sorted.length / 2] / 1000,
                sorted[sorted.length * 99 / 100] / 1000);
    }
}
