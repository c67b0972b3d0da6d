package io.angarium.examples.benchmark;

import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.report.Columns;
import io.angarium.examples.benchmark.run.Machine;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What has to be known of figures: on what, with what, when and how. */
final class Facts {
    private Facts() {}

    static String of(Columns columns, Options options) {
        StringBuilder text = new StringBuilder();
        text.append("- Machine: ").append(Machine.line()).append('\n');
        for (Provider provider : columns.all()) {
            if (provider.hasBroker()) {
                text.append("- ")
                        .append(provider.title())
                        .append(": ")
                        .append(provider.version())
                        .append('\n');
            }
        }
        text.append("- Heaps: broker ")
                .append(options.brokerHeap)
                .append(", client ")
                .append(options.driverHeap)
                .append("; repetitions: ")
                .append(options.repetitionsOrDefault())
                .append(", warm-up ")
                .append(options.warmUpMillis() / 1_000)
                .append(" s\n- Date: ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append("\n- Command: `bash examples/benchmark/run.sh")
                .append(options.quick ? " --quick" : "")
                .append(options.page == null ? "" : " --page docs/benchmarks.md")
                .append("`\n");
        return text.toString();
    }
}
