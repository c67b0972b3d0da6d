package io.angarium.examples.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command. */
final class Options {
    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "ROW",
            description = "Only these rows; a name that ends with * stands for all that begin so. --list names them.")
    List<String> rows = new ArrayList<>();

    @Option(
            names = "--providers",
            split = ",",
            paramLabel = "NAME",
            description = "Only these of angarium, artemis, classic, bare (default: all that were built).")
    List<String> providers = new ArrayList<>();

    @Option(names = "--repetitions", paramLabel = "N", description = "Of each row (default: 5, with --quick 3).")
    @Nullable
    Integer repetitions;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "On each fresh broker (default: 6, --quick 3).")
    @Nullable
    Integer warmUp;

    @Option(
            names = "--stretch",
            paramLabel = "X",
            description = "Windows so many times as long (default: 1, --quick 0.5).")
    @Nullable
    Double stretch;

    @Option(names = "--quick", description = "Eight rows in a few minutes; measured anew each time.")
    boolean quick;

    @Option(
            names = "--against",
            paramLabel = "GIT_REF",
            description = "Build that commit in a temporary folder and compare with it instead of the peers.")
    @Nullable
    String against;

    @Option(names = "--results", paramLabel = "DIR", description = "Where results are kept (default: target/results).")
    @Nullable
    Path results;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Also write tables and charts into this page, such as docs/benchmarks.md.")
    @Nullable
    Path page;

    @Option(names = "--report-only", description = "Measure nothing, show the results that are there.")
    boolean reportOnly;

    @Option(names = "--list", description = "Name the rows.")
    boolean list;

    @Option(names = "--broker-heap", paramLabel = "SIZE", description = "Of each broker (default: ${DEFAULT-VALUE}).")
    String brokerHeap = "2g";

    @Option(names = "--driver-heap", paramLabel = "SIZE", description = "Of each client (default: ${DEFAULT-VALUE}).")
    String driverHeap = "1g";

    @Option(names = "--no-flushes", description = "Leave out the pass that counts flushes and allocations.")
    boolean noFlushes;

    @Option(names = "--root", paramLabel = "DIR", description = "The repository (default: where this jar was built).")
    @Nullable
    Path root;

    int repetitionsOrDefault() {
        return repetitions != null ? repetitions : quick ? 3 : 5;
    }

    long warmUpMillis() {
        return (warmUp != null ? warmUp : quick ? 3 : 6) * 1_000L;
    }

    double stretchOrDefault() {
        return stretch != null ? stretch : quick ? 0.5 : 1;
    }
}
