package io.angarium.examples.benchmark.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time of a process in user and kernel mode, from {@code /proc/PID/stat}. Immutable. */
public final class CpuTime {
    /** Linux counts these in hundredths of a second on every common platform (USER_HZ). */
    private static final double MICROS_PER_TICK = 10_000;

    private static final int USER_FIELD = 11;

    private final Path stat;

    public CpuTime(long pid) {
        this.stat = Path.of("/proc", Long.toString(pid), "stat");
    }

    /** Microseconds since the process began; 0 where the system does not tell. */
    public double micros() {
        if (!Files.isReadable(stat)) {
            return 0;
        }
        try {
            return parse(Files.readString(stat));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + stat, e);
        }
    }

    /** The name of the command, second field, may hold blanks and parentheses: what counts begins after its last parenthesis. */
    static double parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[USER_FIELD + 1]);
        return ticks * MICROS_PER_TICK;
    }
}
