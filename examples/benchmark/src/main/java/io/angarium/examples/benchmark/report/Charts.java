package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which charts there are. */
public final class Charts {
    private final Summary summary;
    private final List<Row> rows;
    private final Columns columns;

    public Charts(Summary summary, List<Row> rows, Columns columns) {
        this.summary = summary;
        this.rows = List.copyOf(rows);
        this.columns = columns;
    }

    /** Charts by file name; those without figures are left out. */
    public Map<String, String> all() {
        Map<String, String> charts = new LinkedHashMap<>();
        put(charts, "rates.svg", "Messages per second (more is better)", Metric.RATE, row -> !grows(row));
        put(
                charts,
                "latencies.svg",
                "99th percentile in microseconds (less is better)",
                Metric.P99,
                row -> !grows(row));
        put(
                charts,
                "processor.svg",
                "Broker CPU per message in microseconds (less is better)",
                Metric.BROKER_CPU,
                row -> !grows(row));
        put(charts, "growth.svg", "Messages per second with more queues and connections", Metric.RATE, Charts::grows);
        return charts;
    }

    private static boolean grows(Row row) {
        return row.id().startsWith("queues-") || row.id().startsWith("connections-");
    }

    private void put(Map<String, String> charts, String file, String title, Metric metric, Predicate<Row> which) {
        List<Chart.Group> groups = new ArrayList<>();
        for (Row row : rows) {
            if (which.test(row)
                    && summary.figure(row, columns.subject().id(), metric).isPresent()) {
                groups.add(group(row, metric));
            }
        }
        if (!groups.isEmpty()) {
            List<String> names = columns.all().stream().map(Provider::title).toList();
            charts.put(file, new Chart(title, names, groups).svg());
        }
    }

    private Chart.Group group(Row row, Metric metric) {
        List<Double> values = new ArrayList<>();
        List<Chart.Span> spans = new ArrayList<>();
        for (Provider provider : columns.all()) {
            Optional<Figure> figure = summary.figure(row, provider.id(), metric);
            values.add(figure.map(Figure::median).orElse(Double.NaN));
            spans.add(figure.map(f -> new Chart.Span(f.least(), f.most())).orElse(new Chart.Span(0, 0)));
        }
        return new Chart.Group(row.id(), values, spans);
    }
}
