package io.angarium.examples.benchmark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on. */
public final class Machine {
    private static final double GIB = 1 << 20;

    private Machine() {}

    /** Processor, memory, system and Java in one line. */
    public static String line() {
        return String.format(
                Locale.ROOT,
                "%d × %s, %.0f GiB memory, %s %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                memory(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"));
    }

    private static double memory() {
        return Double.parseDouble(field("/proc/meminfo", "MemTotal", "0").split(" ")[0]) / GIB;
    }

    private static String field(String file, String name, String otherwise) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return otherwise;
        }
        try {
            return Files.readAllLines(path).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
