package io.angarium.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is built, on the quickest row, against the broker of this build. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BenchmarkIT {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @TempDir
    Path results;

    @Test
    void oneRowGivesAWholeTableAndASecondRunHasNothingLeftToDo() throws IOException, InterruptedException {
        String table = run();

        assertThat(table).contains("| row | what | Angarium | bare |");
        String line = table.lines()
                .filter(each -> each.startsWith("| `sync-1` | persistent synchronous send, 1 producer, /s"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(table));
        assertThat(line.split("\\|")[3].trim()).matches("[0-9,.]+ \\(± 0 %\\)");
        assertThat(line.split("\\|")[4].trim()).matches("[0-9,.]+ \\(± 0 %\\)");
        List<String> kept = Files.readAllLines(results.resolve("results.tsv"));
        assertThat(kept).hasSize(2).allMatch(each -> each.contains("rate=") && each.contains("p99="));

        assertThat(run()).isEqualTo(table);
        assertThat(Files.readAllLines(results.resolve("results.tsv"))).isEqualTo(kept);
        assertThat(results.resolve("report/rates.svg")).isNotEmptyFile();
        try (var files = Files.list(results)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("run")))
                    .as("nothing is left behind")
                    .isEmpty();
        }
    }

    private String run() throws IOException, InterruptedException {
        Path log = results.resolve("progress.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-jar",
                        MODULE.resolve("target/benchmark.jar").toString(),
                        "--rows=sync-1",
                        "--providers=angarium,bare",
                        "--repetitions=1",
                        "--warm-up=1",
                        "--stretch=0.3",
                        "--broker-heap=512m",
                        "--driver-heap=256m",
                        "--no-flushes",
                        "--results=" + results)
                .redirectError(log.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> read(log)).isZero();
        return output;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
