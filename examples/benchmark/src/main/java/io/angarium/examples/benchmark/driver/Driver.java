package io.angarium.examples.benchmark.driver;

import io.angarium.examples.benchmark.scenario.Bench;
import io.angarium.examples.benchmark.scenario.BenchmarkException;
import io.angarium.examples.benchmark.scenario.Endpoint;
import io.angarium.examples.benchmark.scenario.Run;
import io.angarium.examples.benchmark.scenario.Scenario;
import io.angarium.examples.benchmark.scenario.Scenarios;
import jakarta.jms.JMSException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The client's process: one scenario against one broker, for as many runs as its standard input asks for. What it says is described in
 * {@link Lines}.
 */
public final class Driver {
    private final BufferedReader orders;
    private final PrintStream answers;
    private final Bench bench;

    private Driver(BufferedReader orders, PrintStream answers, Bench bench) {
        this.orders = orders;
        this.answers = answers;
        this.bench = bench;
    }

    /**
     * @param arguments scenario, connection factory, XA connection factory, address, process of the broker, folder
     */
    public static void main(String[] arguments) {
        // What a provider prints must not be taken for an answer.
        PrintStream answers = System.out;
        System.setOut(System.err);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Endpoint endpoint = new Endpoint(arguments[1], arguments[2], arguments[3]);
        long pid = Long.parseLong(arguments[4]);
        Bench bench = new Bench(
                endpoint,
                pid,
                Path.of(arguments[5]),
                () -> restarted(orders, answers, endpoint, Path.of(arguments[5])));
        int status = new Driver(orders, answers, bench).serve(arguments[0]);
        System.exit(status);
    }

    private int serve(String name) {
        try (Scenario scenario = Scenarios.open(name, bench)) {
            say(Lines.READY);
            for (String line = orders.readLine(); line != null && !line.equals(Lines.END); line = orders.readLine()) {
                say(Lines.figures(scenario.measure(run(line))));
            }
        } catch (JMSException | IOException | RuntimeException | LinkageError e) {
            return failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e);
        }
        return 0;
    }

    private int failed(Throwable e) {
        e.printStackTrace();
        say(Lines.failure(e));
        return 1;
    }

    private void say(String line) {
        answers.println(line);
        answers.flush();
    }

    private static Run run(String line) {
        String[] words = line.split(" ");
        return new Run(
                Integer.parseInt(words[1]),
                Duration.ofMillis(Long.parseLong(words[2])),
                Duration.ofMillis(Long.parseLong(words[3])),
                Integer.parseInt(words[4]),
                Boolean.parseBoolean(words[5]));
    }

    private static Bench restarted(BufferedReader orders, PrintStream answers, Endpoint endpoint, Path folder) {
        answers.println(Lines.RESTART);
        answers.flush();
        try {
            String line = orders.readLine();
            if (line == null) {
                throw new BenchmarkException("the broker was not started again");
            }
            String[] words = line.split(" ");
            long pid = Long.parseLong(words[1]);
            return new Bench(endpoint.at(words[2]), pid, folder, () -> restarted(orders, answers, endpoint, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
