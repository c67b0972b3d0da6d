package io.angarium.server.micro;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalClock;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.file.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Records of 1 KiB into a journal in the folder for temporary files: in memory alone, with one force for all, and with a force for each.
 * Every iteration has a new journal, so the room that this takes is what one iteration writes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class JournalBenchmark {
    private static final int BATCH = 256;
    private static final int PAYLOAD = 1024;

    private static final class Clock implements JournalClock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long currentMillis() {
            return System.currentTimeMillis();
        }
    }

    private final RecordGroup group = new RecordGroup();
    private final byte[] payload = new byte[PAYLOAD];
    private Path folder;
    private Journal journal;

    /** A new journal. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Files.createTempDirectory("journal-benchmark");
        journal = Journal.open(
                FileDisk.of(folder), JournalSettings.standard(1, new Clock()), (type, position, bytes) -> {});
        prepareSpace();
    }

    /** And away with it. */
    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        journal.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.delete(file);
            }
        }
    }

    /** What the housekeeper does beside: not measured. Forces what {@link #append} left. */
    @TearDown(Level.Invocation)
    public void prepareSpace() {
        journal.tryForce();
        boolean more = true;
        while (more) {
            more = journal.prepareStep();
        }
    }

    private long appendOne() {
        group.clear().begin(1, PAYLOAD).put(payload);
        group.end();
        return journal.append(group);
    }

    private long appendBatch() {
        long position = 0;
        for (int i = 0; i < BATCH; i++) {
            position = appendOne();
        }
        return position;
    }

    /** One record into the batch in memory. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long append() {
        return appendBatch();
    }

    /** One record's share of a batch of 256 that is written and forced. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendAndForceTogether() {
        appendBatch();
        return journal.tryForce();
    }

    /** One record, written and forced. */
    @Benchmark
    public long appendAndForceEach() {
        appendOne();
        return journal.tryForce();
    }
}
