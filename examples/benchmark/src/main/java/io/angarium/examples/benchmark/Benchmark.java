package io.angarium.examples.benchmark;

import io.angarium.examples.benchmark.measure.FlushCounter;
import io.angarium.examples.benchmark.provider.Installations;
import io.angarium.examples.benchmark.provider.Provider;
import io.angarium.examples.benchmark.provider.ProviderException;
import io.angarium.examples.benchmark.report.Charts;
import io.angarium.examples.benchmark.report.Columns;
import io.angarium.examples.benchmark.report.Csv;
import io.angarium.examples.benchmark.report.Judge;
import io.angarium.examples.benchmark.report.Page;
import io.angarium.examples.benchmark.report.Summary;
import io.angarium.examples.benchmark.report.Tables;
import io.angarium.examples.benchmark.run.Folders;
import io.angarium.examples.benchmark.run.Git;
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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command: measures, and shows what was measured. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the same Jakarta Messaging code against Angarium, Artemis and ActiveMQ Classic and compare them.",
            "",
            "Every broker is a fresh process on an empty folder; they take turns. The file of results grows with every"
                    + " repetition; a run that was broken off goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  benchmark --page docs/benchmarks.md       everything, more than an hour",
            "  benchmark --rows sync-1,async-*           some rows",
            "  benchmark --quick                         a few minutes",
            "  benchmark --quick --against main~3        this build against another commit, before a merge"
        })
public final class Benchmark implements Callable<Integer> {
    @Mixin
    final Options options = new Options();

    /** Runs it. */
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
        if (options.list) {
            Rows.all().forEach(row -> System.out.printf("%-18s %s%n", row.id(), row.title()));
            return 0;
        }
        Path results = options.results != null ? options.results : home().resolve("results");
        Files.createDirectories(results);
        Path folder = Files.createTempDirectory(results, "run").toAbsolutePath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(folder), "clean-up"));
        Columns columns = columns(folder);
        Path file = results.resolve(options.quick ? "quick.tsv" : "results.tsv");
        if (options.quick && !options.reportOnly) {
            Files.deleteIfExists(file);
        }
        Results kept = Results.open(file);
        List<Row> rows = rows();
        if (!options.reportOnly) {
            new Rounds(plan(rows, columns, folder), kept, System.err::println).run();
        }
        report(new Summary(kept.all()), columns, results);
        return 0;
    }

    /** The folder that this program was built into. */
    private static Path home() {
        Path place = Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0]);
        return place.toAbsolutePath().resolveSibling("");
    }

    private Path root() {
        if (options.root != null) {
            return options.root.toAbsolutePath().normalize();
        }
        for (Path at = home(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("provider-server")) && Files.isDirectory(at.resolve("jms-client"))) {
                return at;
            }
        }
        throw new ProviderException("the repository was not found from here; name it with --root");
    }

    /** The providers: this build, whom it is compared with, the yardsticks. */
    private Columns columns(Path folder) throws IOException {
        Installations installations = new Installations(root());
        Git git = new Git(installations.root());
        Provider own = Installations.angarium(
                "angarium",
                "Angarium",
                Installations.versionOf(installations) + " " + git.commit(),
                installations.root());
        List<Provider> others;
        if (options.against != null) {
            System.err.println("building " + options.against);
            Path there = Files.createDirectories(folder.resolve("against"));
            String commit = git.build(options.against, there);
            others = List.of(Installations.angarium("against", "at " + commit, commit, there));
        } else {
            others = Stream.of(installations.artemis(), installations.classic())
                    .flatMap(List::stream)
                    .filter(this::chosen)
                    .toList();
        }
        return new Columns(own, others, Installations.bare());
    }

    private boolean chosen(Provider provider) {
        return options.providers.isEmpty() || options.providers.contains(provider.id());
    }

    private List<Row> rows() {
        List<String> wanted = options.rows.isEmpty() && options.quick ? Rows.QUICK : options.rows;
        if (wanted.isEmpty()) {
            return Rows.all();
        }
        List<Row> rows = wanted.stream()
                .flatMap(pattern -> Rows.matching(pattern).stream())
                .toList();
        if (rows.isEmpty()) {
            throw new ProviderException("no row is called " + String.join(",", wanted) + "; --list names them");
        }
        return rows;
    }

    private Plan plan(List<Row> rows, Columns columns, Path folder) {
        List<Path> benchmark = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(place -> Path.of(place).toAbsolutePath())
                .toList();
        boolean flushes = !options.noFlushes && !options.quick && FlushCounter.available();
        if (!options.noFlushes && !options.quick && !flushes) {
            System.err.println("strace is not there: flushes and allocations are not counted");
        }
        return new Plan(
                rows,
                columns.all().stream().filter(this::chosen).toList(),
                new Plan.Lengths(
                        options.repetitionsOrDefault(), options.warmUpMillis(), options.stretchOrDefault(), flushes),
                new Heaps(options.brokerHeap, options.driverHeap),
                benchmark,
                folder);
    }

    private void report(Summary summary, Columns columns, Path results) throws IOException {
        Judge judge = new Judge(summary, Rows.all(), columns.subject().id(), columns.peerIds());
        Tables tables = new Tables(summary, Rows.all(), columns, judge);
        System.out.println(tables.main());
        if (!tables.flushes().isEmpty()) {
            System.out.println(tables.flushes());
            System.out.println(tables.allocations());
        }
        System.out.print(tables.failures());
        Page page = new Page(
                tables,
                new Charts(summary, Rows.all(), columns).all(),
                Csv.of(summary, Rows.all(), columns.all()),
                Facts.of(columns, options));
        page.write(results.resolve("report.md"));
        if (options.page != null) {
            page.write(options.page.toAbsolutePath());
        }
    }

    private static void deleteQuietly(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.err.println("benchmark: " + folder + " is left over: " + e.getMessage());
        }
    }
}
