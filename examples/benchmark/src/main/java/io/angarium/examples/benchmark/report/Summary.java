package io.angarium.examples.benchmark.report;

import io.angarium.examples.benchmark.run.Metric;
import io.angarium.examples.benchmark.run.Results.Result;
import io.angarium.examples.benchmark.run.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results put together: for each row and provider the figures over its repetitions. A repetition measured again replaces the older one. */
public final class Summary {
    private final Map<String, Map<String, Map<Integer, Result>>> byRow = new LinkedHashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /**
     * @param results oldest first
     */
    public Summary(List<Result> results) {
        for (Result result : results) {
            String key = key(result.row(), result.provider());
            if (result.failed()) {
                failures.put(key, result.failure());
            } else {
                failures.remove(key);
                byRow.computeIfAbsent(result.row(), row -> new LinkedHashMap<>())
                        .computeIfAbsent(result.provider(), provider -> new LinkedHashMap<>())
                        .put(result.repetition(), result);
            }
        }
    }

    private static String key(String row, String provider) {
        return row + " " + provider;
    }

    /** Why a provider is missing in a row, if it failed there last. */
    public Optional<String> failure(Row row, String provider) {
        return Optional.ofNullable(failures.get(key(row.id(), provider)));
    }

    /** The figure, if it was measured. */
    public Optional<Figure> figure(Row row, String provider, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (Result result : byRow.getOrDefault(row.id(), Map.of())
                .getOrDefault(provider, Map.of())
                .values()) {
            Double value = result.sample().metrics().get(metric.key());
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(Figure.of(values));
    }

    /** Whether anything is known of a row. */
    public boolean has(Row row) {
        return byRow.containsKey(row.id())
                || failures.keySet().stream().anyMatch(key -> key.startsWith(row.id() + " "));
    }
}
