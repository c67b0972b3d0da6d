package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.measure.Sample;
import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.provider.ProviderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs rows: all providers of a row are up at once, idle but for the one that is measured, and take turns, repetition after repetition, so
 * that whatever the machine does meanwhile hits all of them. Owned by one thread.
 */
public final class Rounds {
    private final Plan plan;
    private final Results results;
    private final Consumer<String> progress;

    public Rounds(Plan plan, Results results, Consumer<String> progress) {
        this.plan = plan;
        this.results = results;
        this.progress = progress;
    }

    /** Everything that is not there yet. */
    public void run() throws IOException, InterruptedException {
        List<Row> missing = plan.rows().stream().filter(row -> !complete(row)).toList();
        long begin = System.nanoTime();
        for (int i = 0; i < missing.size(); i++) {
            run(missing.get(i));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            int done = i + 1;
            progress.accept(String.format(
                    Locale.ROOT,
                    "-- %d of %d rows after %d s, about %d s to go",
                    done,
                    missing.size(),
                    seconds,
                    seconds * (missing.size() - done) / done));
        }
    }

    private boolean complete(Row row) {
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            if (!complete(row, repetition)) {
                return false;
            }
        }
        return true;
    }

    private boolean complete(Row row, int repetition) {
        return takers(row).stream()
                .allMatch(provider -> results.has(row.id(), provider.id(), provider.version(), repetition));
    }

    private List<Provider> takers(Row row) {
        return plan.providers().stream().filter(row::takes).toList();
    }

    private void run(Row row) throws IOException, InterruptedException {
        Map<Provider, Lane> lanes = new LinkedHashMap<>();
        Path folder = plan.folder().resolve(row.id());
        try {
            for (Provider provider : takers(row)) {
                open(row, provider, folder, lanes);
            }
            for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
                if (!complete(row, repetition)) {
                    repeat(row, repetition, lanes);
                }
            }
            if (plan.lengths().counting() && !row.counted().isEmpty()) {
                count(row, lanes);
            }
        } finally {
            lanes.values().forEach(Lane::close);
            Folders.delete(folder);
        }
    }

    /** A provider that cannot do it, or fails, is out for this row; the others go on. */
    private void open(Row row, Provider provider, Path folder, Map<Provider, Lane> lanes)
            throws IOException, InterruptedException {
        progress.accept(row.id() + ": " + provider.id() + " warms up");
        try {
            Lane lane = new Lane(row, provider, plan.benchmark(), folder.resolve(provider.id()), plan.heaps());
            lanes.put(provider, lane);
            lane.run(plan.warmUp(row));
        } catch (ProviderException e) {
            fail(row, provider, 0, e, lanes);
        }
    }

    private void repeat(Row row, int repetition, Map<Provider, Lane> lanes) throws IOException, InterruptedException {
        for (Map.Entry<Provider, Lane> entry : List.copyOf(lanes.entrySet())) {
            Provider provider = entry.getKey();
            try {
                Sample sample = entry.getValue().run(plan.window(row));
                results.add(new Results.Result(row.id(), provider.id(), provider.version(), repetition, sample, ""));
                progress.accept(row.id() + " " + repetition + "/" + plan.repetitions() + ": " + provider.id() + " "
                        + headlines(row, sample));
            } catch (ProviderException e) {
                fail(row, provider, repetition, e, lanes);
            }
        }
    }

    private void count(Row row, Map<Provider, Lane> lanes) throws IOException, InterruptedException {
        for (Map.Entry<Provider, Lane> entry : List.copyOf(lanes.entrySet())) {
            Provider provider = entry.getKey();
            if (provider.hasBroker()) {
                try {
                    Sample sample = entry.getValue().run(plan.counting(row));
                    Sample counted = new Sample(Map.of());
                    for (Metric metric : row.counted()) {
                        counted = counted.with(metric.key(), sample.metrics().getOrDefault(metric.key(), 0.0));
                    }
                    results.add(new Results.Result(row.id(), provider.id(), provider.version(), 0, counted, ""));
                } catch (ProviderException e) {
                    fail(row, provider, 0, e, lanes);
                }
            }
        }
    }

    private static String headlines(Row row, Sample sample) {
        return row.headlines().stream()
                .map(metric -> String.format(
                        Locale.ROOT,
                        "%,.1f %s",
                        sample.metrics().getOrDefault(metric.key(), Double.NaN),
                        metric.unit()))
                .collect(Collectors.joining(", "));
    }

    private void fail(Row row, Provider provider, int repetition, ProviderException why, Map<Provider, Lane> lanes)
            throws IOException {
        progress.accept(row.id() + ": " + provider.id() + " FAILED: " + why.getMessage());
        results.add(new Results.Result(
                row.id(),
                provider.id(),
                provider.version(),
                repetition,
                new Sample(Map.of()),
                String.valueOf(why.getMessage())));
        Lane lane = lanes.remove(provider);
        if (lane != null) {
            lane.close();
        }
    }
}
