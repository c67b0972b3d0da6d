package io.angarium.examples.benchmark.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts the {@code fdatasync} and {@code fsync} calls of a process with {@code strace}. It slows the process down, so nothing else is
 * measured meanwhile. Owned by one thread.
 */
public final class FlushCounter {
    private static final long PATIENCE_SECONDS = 20;
    private static final int FEWEST_COLUMNS = 5;

    private final Process strace;
    private final Path output;

    private FlushCounter(Process strace, Path output) {
        this.strace = strace;
        this.output = output;
    }

    /** Whether the program is there. */
    public static boolean available() {
        try {
            return new ProcessBuilder("strace", "-V")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Begins to count; returns when it is attached. */
    static FlushCounter attach(long pid) {
        try {
            Path output = Files.createTempFile("flushes", ".txt");
            Process strace = new ProcessBuilder(
                            "strace",
                            "-f",
                            "-c",
                            "-e",
                            "trace=fdatasync,fsync",
                            "-o",
                            output.toString(),
                            "-p",
                            Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader words = strace.inputReader(StandardCharsets.UTF_8);
            String line = words.readLine();
            if (line == null || !line.contains("attached")) {
                throw new IOException(line == null ? "it ended at once" : line);
            }
            Thread rest = new Thread(() -> words.lines().forEach(ignored -> {}), "strace-output");
            rest.setDaemon(true);
            rest.start();
            return new FlushCounter(strace, output);
        } catch (IOException e) {
            throw new UncheckedIOException("strace cannot look at process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Ends it; tells how many there were. */
    long detach() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(strace.pid()))
                    .start()
                    .waitFor();
            if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
            long count = count(Files.readAllLines(output));
            Files.delete(output);
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException("strace left no summary", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Sums the column {@code calls} of the summary that {@code strace -c} writes. */
    static long count(List<String> summary) {
        long calls = 0;
        for (String line : summary) {
            String[] words = line.trim().split("\\s+");
            String call = words[words.length - 1];
            if (words.length >= FEWEST_COLUMNS && (call.equals("fdatasync") || call.equals("fsync"))) {
                calls += Long.parseLong(words[3]);
            }
        }
        return calls;
    }
}
