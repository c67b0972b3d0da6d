package io.angarium.examples.benchmark.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory of another Java process: resident, from {@code /proc/PID/status}, and living objects, by {@code jcmd}. */
public final class Memory {
    private static final double KIB_PER_MIB = 1024;

    private final long pid;

    public Memory(long pid) {
        this.pid = pid;
    }

    /** The most that was ever resident, in MiB; 0 where the system does not tell. */
    public double peakResidentMiB() {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.isReadable(status) ? field(Files.readAllLines(status), "VmHWM:") / KIB_PER_MIB : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + status, e);
        }
    }

    static double field(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                return Double.parseDouble(
                        line.substring(name.length()).replace("kB", "").trim());
            }
        }
        return 0;
    }

    /** Bytes of all objects that a full collection leaves. */
    public long liveBytes() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram");
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                return total(output.lines().toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /** The last line says {@code Total INSTANCES BYTES}. */
    static long total(List<String> histogram) {
        for (String line : histogram) {
            String[] words = line.trim().split("\\s+");
            if (words.length == 3 && words[0].equals("Total")) {
                return Long.parseLong(words[2]);
            }
        }
        throw new IllegalStateException("jcmd gave no class histogram: " + String.join(" ", histogram));
    }
}
