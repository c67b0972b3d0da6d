package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.measure.Gauge;
import io.angarium.examples.benchmark.measure.Progress;
import io.angarium.examples.benchmark.measure.Sample;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The bare probe: one client thread sends 1 KiB over loopback, one server thread writes it over preallocated space, forces it with {@code
 * fdatasync} and replies with four bytes. Nothing that confirms after the force can be faster for one blocking producer.
 */
final class BareForce implements Scenario, Tail.Paced {
    private static final int FILE_BYTES = 64 << 20;
    private static final int BLOCK = 1024;
    private static final int REPLY = 4;

    private final Bench bench;
    private final Path file;
    private final FileChannel channel;
    private final Loopback loopback;

    BareForce(Bench bench) throws IOException {
        this.bench = bench;
        this.file = Files.createTempFile(bench.folder(), "probe", ".bin");
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        preallocate(channel);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        this.loopback = new Loopback(BLOCK, REPLY, (block, number) -> force(buffer, block, number));
    }

    /** Writes real zeros, so that no later force has to write metadata. */
    private static void preallocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
    }

    private void force(ByteBuffer buffer, byte[] block, long number) throws IOException {
        channel.write(buffer.clear().put(block).flip(), number * BLOCK % FILE_BYTES);
        channel.force(false);
    }

    @Override
    public Sample measure(Run run) throws InterruptedException {
        return at(0, run);
    }

    @Override
    public Sample at(double perSecond, Run run) throws InterruptedException {
        Gauge gauge = bench.gauge(run);
        Progress progress = new Progress();
        Histogram times = Gauge.histogram();
        try (Crew crew = new Crew("probe", gauge::breakOff)) {
            crew.start(() -> ask(perSecond, gauge, progress, times));
            Sample sample = gauge.window(run.ramp(), run.length(), progress::count);
            crew.join();
            return sample.with(times);
        }
    }

    private @Nullable Void ask(double perSecond, Gauge gauge, Progress progress, Histogram times) throws IOException {
        Pace pace = new Pace(perSecond);
        byte[] block = new byte[BLOCK];
        byte[] reply = new byte[REPLY];
        DataInputStream in = loopback.in();
        while (gauge.running()) {
            long due = pace.next();
            loopback.out().write(block);
            in.readFully(reply);
            if (gauge.recording()) {
                times.recordValue(System.nanoTime() - due);
            }
            progress.add(1);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        loopback.close();
        channel.close();
        Files.deleteIfExists(file);
    }
}
