package io.angarium.examples.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.examples.benchmark.measure.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ResultsTest {
    private static final Results.Result DONE =
            new Results.Result("sync-1", "angarium", "1 abc", 2, new Sample(Map.of("rate", 12.5)), "");
    private static final Results.Result FAILED =
            new Results.Result("sync-1", "classic", "6", 1, new Sample(Map.of()), "2 lost, 0 doubled");

    @TempDir
    Path folder;

    @Test
    void whatWasKeptIsThereWhenTheFileIsOpenedAgain() throws IOException {
        Path file = folder.resolve("results.tsv");
        Results results = Results.open(file);
        results.add(DONE);
        results.add(FAILED);

        assertThat(Results.open(file).all()).containsExactly(DONE, FAILED);
    }

    @Test
    void aRepetitionIsDoneForTheVersionThatDidItOnly() throws IOException {
        Results results = Results.open(folder.resolve("results.tsv"));
        results.add(DONE);

        assertThat(results.has("sync-1", "angarium", "1 abc", 2)).isTrue();
        assertThat(results.has("sync-1", "angarium", "1 abc", 1)).isFalse();
        assertThat(results.has("sync-1", "angarium", "1 def", 2)).isFalse();
    }

    @Test
    void aFailureIsTriedAgain() throws IOException {
        Results results = Results.open(folder.resolve("results.tsv"));
        results.add(FAILED);

        assertThat(results.has("sync-1", "classic", "6", 1)).isFalse();
    }

    @Test
    void aLineThatWasCutOffIsNoResult() throws IOException {
        Path file = folder.resolve("results.tsv");
        Results.open(file).add(DONE);
        Files.writeString(file, "2026-11-25T16:17:10Z\tsync-1\tarte", StandardOpenOption.APPEND);

        assertThat(Results.open(file).all()).containsExactly(DONE);
    }
}
