package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of the page, in Markdown; they read well as plain text too. */
public final class Tables {
    private final Summary summary;
    private final List<Row> rows;
    private final Columns columns;
    private final Judge judge;

    /**
     * @param rows which rows, in this order; those without results are left out
     */
    public Tables(Summary summary, List<Row> rows, Columns columns, Judge judge) {
        this.summary = summary;
        this.rows = rows.stream().filter(summary::has).toList();
        this.columns = columns;
        this.judge = judge;
    }

    /** What counts: a line for each figure that matters, with the ratio to the best peer and the marks. */
    public String main() {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            for (Metric metric : row.headlines()) {
                lines.add(line(row, metric, true));
            }
        }
        List<String> head = head("row", "what");
        head.add("ratio to the best peer");
        head.add("to reach");
        return markdown(head, lines);
    }

    /** Latencies of all rows that have some. */
    public String latencies() {
        return plain(List.of(Metric.P50, Metric.P99, Metric.P999, Metric.MAX));
    }

    /** Processor time for each message. */
    public String processor() {
        return plain(List.of(Metric.BROKER_CPU, Metric.CLIENT_CPU));
    }

    /** Flush calls for each confirmed message. */
    public String flushes() {
        return plain(List.of(Metric.FLUSHES));
    }

    /** Bytes allocated for each message. */
    public String allocations() {
        return plain(List.of(Metric.BROKER_BYTES, Metric.CLIENT_BYTES));
    }

    private String plain(List<Metric> metrics) {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            for (Metric metric : metrics) {
                if (columns.all().stream().anyMatch(provider -> summary.figure(row, provider.id(), metric)
                        .isPresent())) {
                    lines.add(line(row, metric, false));
                }
            }
        }
        return lines.isEmpty() ? "" : markdown(head("row", "what"), lines);
    }

    private List<String> head(String... first) {
        List<String> head = new ArrayList<>(List.of(first));
        columns.all().forEach(provider -> head.add(provider.title()));
        return head;
    }

    private List<String> line(Row row, Metric metric, boolean judged) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + row.id() + "`");
        cells.add(judged ? row.title() + ", " + metric.unit() : metric.unit());
        for (Provider provider : columns.all()) {
            cells.add(cell(row, provider, metric));
        }
        if (judged) {
            cells.add(ratio(row, metric));
            cells.add(marks(row, metric));
        }
        return cells;
    }

    private String cell(Row row, Provider provider, Metric metric) {
        Optional<Figure> figure = summary.figure(row, provider.id(), metric);
        if (figure.isPresent()) {
            return Numbers.text(figure.get().median()) + " ("
                    + Numbers.percent(figure.get().spread()) + ")";
        }
        return summary.failure(row, provider.id()).isPresent() ? "failed" : "–";
    }

    private String ratio(Row row, Metric metric) {
        Optional<Figure> own = summary.figure(row, columns.subject().id(), metric);
        Optional<Double> best = judge.best(row, metric);
        return own.isPresent() && best.isPresent() ? Numbers.ratio(own.get().median() / best.get()) : "–";
    }

    /** The marks of this metric; those of a metric without a line of its own stand in the first line. */
    private String marks(Row row, Metric metric) {
        List<String> texts = new ArrayList<>();
        for (Judge.Verdict verdict : judge.judge(row)) {
            Metric of = verdict.mark().metric();
            if (of == metric || (metric == row.headline() && !row.headlines().contains(of))) {
                String name = of == metric ? "" : of.unit() + " ";
                texts.add(name + verdict.text() + ": " + Numbers.ratio(verdict.ratio())
                        + (verdict.reached() ? " ✓" : " ✗"));
            }
        }
        return texts.isEmpty() ? "–" : String.join("; ", texts);
    }

    /** What failed, and why; empty if nothing did. */
    public String failures() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            for (Provider provider : columns.all()) {
                summary.failure(row, provider.id()).ifPresent(why -> text.append("- `")
                        .append(row.id())
                        .append("`, ")
                        .append(provider.title())
                        .append(": ")
                        .append(why)
                        .append('\n'));
            }
        }
        return text.toString();
    }

    private static String markdown(List<String> head, List<List<String>> lines) {
        StringBuilder text = new StringBuilder();
        append(text, head);
        append(text, head.stream().map(cell -> "---").toList());
        lines.forEach(line -> append(text, line));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
