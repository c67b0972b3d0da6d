package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Row;
import java.util.List;

/** All figures for other programs: {@code row,provider,version,metric,median,least,most,repetitions}. */
public final class Csv {
    private static final String HEAD = "row,provider,version,metric,median,least,most,repetitions\n";

    private Csv() {}

    /** A line for each figure that there is. */
    public static String of(Summary summary, List<Row> rows, List<Provider> providers) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Row row : rows) {
            for (Provider provider : providers) {
                for (Metric metric : Metric.values()) {
                    summary.figure(row, provider.id(), metric).ifPresent(figure -> text.append(String.join(
                                    ",",
                                    row.id(),
                                    provider.id(),
                                    provider.version(),
                                    metric.key(),
                                    Double.toString(figure.median()),
                                    Double.toString(figure.least()),
                                    Double.toString(figure.most()),
                                    Integer.toString(figure.count())))
                            .append('\n'));
                }
            }
        }
        return text.toString();
    }
}
