package io.angarium.examples.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Results.Result;
import io.angarium.examples.benchmark.run.Row;
import io.angarium.examples.benchmark.run.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ReportTest {
    private static final Provider OWN = provider("angarium", "Angarium");
    private static final Provider ONE = provider("artemis", "Artemis");
    private static final Provider OTHER = provider("classic", "Classic");
    private static final Provider BARE = provider(Provider.BARE, "bare");
    private static final Columns COLUMNS = new Columns(OWN, List.of(ONE, OTHER), BARE);

    private final List<Result> results = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void theRatioIsToTheBestPeerNotToTheFirst() {
        rate("sync-16", "angarium", 1, 300);
        rate("sync-16", "artemis", 1, 100);
        rate("sync-16", "classic", 1, 150);

        assertThat(lineOf("sync-16")).contains("| 300 (± 0 %) | 100 (± 0 %) | 150 (± 0 %) | – | 2.00 |");
    }

    @Test
    void aMarkThatIsMissedIsShownAsMissed() {
        rate("sync-16", "angarium", 1, 299);
        rate("sync-16", "artemis", 1, 100);
        assertThat(lineOf("sync-16")).contains("✗").doesNotContain("✓");

        rate("sync-16", "angarium", 1, 300);
        assertThat(lineOf("sync-16")).contains("✓").doesNotContain("✗");
    }

    @Test
    void ofLatenciesTheLeastIsTheBest() {
        metric("np-paced", "angarium", Metric.P50, 120);
        metric("np-paced", "artemis", Metric.P50, 250);
        metric("np-paced", "classic", Metric.P50, 190);

        Judge.Verdict verdict = judge().judge(row("np-paced")).get(0);

        assertThat(verdict.ratio()).isEqualTo(120.0 / 190);
        assertThat(verdict.reached()).isFalse();
    }

    @Test
    void ofTwoAlternativesOneIsEnough() {
        rate("request-reply", "angarium", 1, 700);
        rate("request-reply", "classic", 1, 500);
        rate("request-reply", Provider.BARE, 1, 1_000);

        assertThat(judge().judge(row("request-reply"))).hasSize(2).allMatch(Judge.Verdict::reached);
    }

    @Test
    void aYardstickIsComparedWithTheSameRow() {
        rate("sync-1", "angarium", 1, 640);
        rate("sync-1", "artemis", 1, 400);
        rate("sync-1", Provider.BARE, 1, 1_000);

        List<Judge.Verdict> verdicts = judge().judge(row("sync-1"));

        assertThat(verdicts).extracting(Judge.Verdict::reached).containsExactly(true, false);
    }

    @Test
    void aStepOfGrowthIsComparedWithTheRowAbove() {
        rate("queues-10", "angarium", 1, 1_000);
        rate("queues-100", "angarium", 1, 690);

        assertThat(judge().judge(row("queues-100")))
                .singleElement()
                .matches(verdict -> !verdict.reached() && verdict.ratio() == 0.69);
    }

    @Test
    void aRowThatAProviderFailedSaysSoAndWhy() {
        rate("sync-16", "angarium", 1, 300);
        results.add(new Result("sync-16", "classic", "1", 2, new Sample(Map.of()), "3 lost, 0 doubled"));

        assertThat(lineOf("sync-16")).contains("failed");
        assertThat(tables().failures()).contains("`sync-16`, Classic: 3 lost, 0 doubled");
    }

    @Test
    void aRowThatEverybodyFailedIsInTheTable() {
        results.add(new Result("sync-16", "angarium", "1", 0, new Sample(Map.of()), "it did not start"));

        assertThat(lineOf("sync-16")).contains("| failed | – | – | – |");
        assertThat(tables().failures()).contains("it did not start");
    }

    @Test
    void aRepetitionMeasuredAgainReplacesTheOlderOne() {
        rate("sync-16", "angarium", 1, 10);
        rate("sync-16", "angarium", 1, 300);

        assertThat(new Summary(results).figure(row("sync-16"), "angarium", Metric.RATE))
                .contains(new Figure(300, 300, 300, 1));
    }

    @Test
    void theCsvHasMedianRangeAndCount() {
        rate("sync-16", "angarium", 1, 10);
        rate("sync-16", "angarium", 2, 30);

        assertThat(Csv.of(new Summary(results), Rows.all(), COLUMNS.all()))
                .contains("sync-16,angarium,1,rate,20.0,10.0,30.0,2\n");
    }

    @Test
    void aChartHasABarAndANumberForEachFigureAndNoneForWhatIsMissing() {
        rate("sync-16", "angarium", 1, 300);
        rate("sync-16", "artemis", 1, 150);

        String svg = new Charts(new Summary(results), Rows.all(), COLUMNS).all().get("rates.svg");

        assertThat(svg)
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .contains(">300<", ">150<")
                .doesNotContain("NaN");
    }

    @Test
    void thePageKeepsWhatAPersonWroteAboveTheResults() throws IOException {
        rate("sync-16", "angarium", 1, 300);
        Path page = folder.resolve("benchmarks.md");
        Files.writeString(page, "# Benchmarks\n\nhow to read it\n\n" + Page.BEGIN + "old results\n");

        page().write(page);
        page().write(page);

        assertThat(page)
                .content()
                .startsWith("# Benchmarks\n\nhow to read it\n\n" + Page.BEGIN)
                .containsOnlyOnce("## Results")
                .contains("a fact", "![](benchmarks/rates.svg)")
                .doesNotContain("old results");
        assertThat(folder.resolve("benchmarks/results.csv")).isNotEmptyFile();
        assertThat(folder.resolve("benchmarks/rates.svg")).isNotEmptyFile();
    }

    private Page page() {
        Summary summary = new Summary(results);
        return new Page(
                tables(),
                new Charts(summary, Rows.all(), COLUMNS).all(),
                Csv.of(summary, Rows.all(), COLUMNS.all()),
                "a fact");
    }

    private void rate(String row, String provider, int repetition, double value) {
        results.add(new Result(row, provider, "1", repetition, new Sample(Map.of("rate", value)), ""));
    }

    private void metric(String row, String provider, Metric metric, double value) {
        results.add(new Result(row, provider, "1", 1, new Sample(Map.of(metric.key(), value)), ""));
    }

    private Judge judge() {
        return new Judge(new Summary(results), Rows.all(), "angarium", COLUMNS.peerIds());
    }

    private Tables tables() {
        return new Tables(new Summary(results), Rows.all(), COLUMNS, judge());
    }

    private String lineOf(String row) {
        return tables().main()
                .lines()
                .filter(line -> line.startsWith("| `" + row + "`"))
                .findFirst()
                .orElseThrow();
    }

    private static Row row(String id) {
        return Rows.matching(id).get(0);
    }

    private static Provider provider(String id, String title) {
        return new Provider(id, title, "1", List.of(), List.of(), List.of(), "-", "-", "-");
    }
}
