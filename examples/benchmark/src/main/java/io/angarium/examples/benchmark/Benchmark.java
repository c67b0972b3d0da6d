package io.angarium.examples.benchmark;

import io.angarium.examples.benchmark.provider.Installations;
import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.provider.ProviderException;
import io.angarium.examples.benchmark.run.Folders;
import io.angarium.examples.benchmark.run.Heaps;
import io.angarium.examples.benchmark.run.Plan;
import io.angarium.examples.benchmark.run.Results;
import io.angarium.examples.benchmark.run.Rounds;
import io.angarium.examples.benchmark.run.Row;
import io.angarium.examples.benchmark.run.Rows;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        description = "Compare brokers by the same Jakarta Messaging code.",
        footer = {
            "",
            "Examples:",
            "  benchmark                          everything, 5 repetitions; goes on where it was broken off",
            "  benchmark --rows sync-1,async-4    two rows",
            "  benchmark --providers angarium     without the peers"
        })
public final class Benchmark implements Callable<Integer> {
    @Option(names = "--rows", split = ",", paramLabel = "ROW", description = "Only these rows; --list names them.")
    List<String> rows = new ArrayList<>();

    @Option(names = "--providers", split = ",", paramLabel = "NAME", description = "Only these.")
    List<String> providers = new ArrayList<>();

    @Option(names = "--repetitions", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int repetitions = 5;

    @Option(names = "--results", paramLabel = "DIR", description = "Where results are kept.")
    Path results = Path.of("examples/benchmark/target/results");

    @Option(names = "--root", hidden = true)
    Path root = Path.of(".");

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Benchmark());
        command.setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof ProviderException known) {
                System.err.println("benchmark: " + known.getMessage());
                return 1;
            }
            throw e;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installations installations = new Installations(root.toAbsolutePath().normalize());
        List<Provider> all = new ArrayList<>();
        all.add(Installations.angarium("angarium", "Angarium", "0.1.0", installations.root()));
        all.addAll(installations.artemis());
        all.addAll(installations.classic());
        List<Provider> chosen = all.stream()
                .filter(provider -> providers.isEmpty() || providers.contains(provider.id()))
                .toList();
        List<Row> wanted =
                rows.isEmpty() ? Rows.all() : rows.stream().map(Rows::named).toList();
        Files.createDirectories(results);
        Path folder = Files.createTempDirectory(results, "run");
        List<Path> benchmark = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        Plan plan = new Plan(wanted, chosen, repetitions, 3_000, 300, 1, new Heaps("2g", "1g"), benchmark, folder);
        Results kept = Results.open(results.resolve("results.tsv"));
        try {
            new Rounds(plan, kept, System.err::println).run();
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }
}
