package io.angarium.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kills a broker in the middle of its work and shows that nothing is lost; started by {@code examples/demo.sh}. Ends with status 0 if
 * every confirmed order was received and every double has an explanation, else with 1.
 */
public final class Demo {
    private static final int LOG_LINES = 5;

    private Demo() {}

    /** See {@link DemoOptions#parse} for the arguments. */
    public static void main(String[] args) throws InterruptedException {
        try {
            DemoOptions options = DemoOptions.parse(args);
            DemoResult result = run(options);
            System.out.println();
            System.out.print(result.table(options.messages()));
            boolean good = result.outcome().good(options.messages());
            System.out.println(good ? "\nOK: nothing lost" : "\nFAILED: see LOST, received and other doubles above");
            System.exit(good ? 0 : 1);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * One run in a temporary folder, which is gone afterwards, also if the run is interrupted with Ctrl-C.
     *
     * @throws IOException if a process failed; the ends of the processes' logs are on standard error then
     */
    static DemoResult run(DemoOptions options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("angarium-demo");
        Scenario scenario = new Scenario(options, folder, new Progress(System.err, options.live(), options.messages()));
        Thread hook = new Thread(() -> cleanUp(scenario, folder), "demo clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return scenario.run();
        } catch (IOException e) {
            if (!scenario.closed()) {
                printLogs(folder);
            }
            throw e;
        } finally {
            cleanUp(scenario, folder);
        }
    }

    private static void cleanUp(Scenario scenario, Path folder) {
        scenario.close();
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("demo: could not remove " + folder + ": " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void printLogs(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(log);
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                        .forEach(line -> System.err.println(log.getFileName() + ": " + line));
            }
        }
    }
}
