package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.measure.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of results: one line for each repetition of a row by a provider, appended when it is done, so that a run that was broken off goes
 * on where it was. Fields are separated by tabs: time, row, provider, version, repetition, figures or failure.
 */
public final class Results {
    private static final String TAB = "\t";
    private static final int FIELDS = 6;
    private static final String FAILED = "failed: ";

    private final Path file;
    private final List<Result> results = new ArrayList<>();

    /**
     * One repetition.
     *
     * @param failure why there are no figures, empty if there are
     */
    public record Result(String row, String provider, String version, int repetition, Sample sample, String failure) {
        public boolean failed() {
            return !failure.isEmpty();
        }
    }

    private Results(Path file) {
        this.file = file;
    }

    /** Reads what is there. */
    public static Results open(Path file) throws IOException {
        Results results = new Results(file);
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] fields = line.split(TAB);
                if (fields.length == FIELDS) { // the last line may have been cut off
                    results.results.add(parse(fields));
                }
            }
        }
        return results;
    }

    private static Result parse(String[] fields) {
        String outcome = fields[5];
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (!outcome.startsWith(FAILED)) {
            for (String figure : outcome.split(" ")) {
                int equals = figure.indexOf('=');
                metrics.put(figure.substring(0, equals), Double.valueOf(figure.substring(equals + 1)));
            }
        }
        return new Result(
                fields[1],
                fields[2],
                fields[3],
                Integer.parseInt(fields[4]),
                new Sample(metrics),
                outcome.startsWith(FAILED) ? outcome.substring(FAILED.length()) : "");
    }

    /** Keeps one more, on the disk at once. */
    public void add(Result result) throws IOException {
        results.add(result);
        String outcome = result.failed() ? FAILED + result.failure().replace('\t', ' ') : figures(result.sample());
        String line = String.join(
                TAB,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                result.row(),
                result.provider(),
                result.version(),
                Integer.toString(result.repetition()),
                outcome);
        Files.writeString(
                file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String figures(Sample sample) {
        List<String> words = new ArrayList<>();
        sample.metrics().forEach((name, value) -> words.add(name + "=" + value));
        return String.join(" ", words);
    }

    /** All of them, oldest first. */
    public List<Result> all() {
        return List.copyOf(results);
    }

    /** Whether this version has done this repetition. */
    public boolean has(String row, String provider, String version, int repetition) {
        return results.stream()
                .anyMatch(result -> result.row().equals(row)
                        && result.provider().equals(provider)
                        && result.version().equals(version)
                        && result.repetition() == repetition
                        && !result.failed());
    }
}
