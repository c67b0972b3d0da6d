package io.angarium.examples.benchmark.provider;

import io.angarium.examples.benchmark.driver.Driver;
import io.angarium.examples.benchmark.driver.Lines;
import io.angarium.examples.benchmark.measure.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client in a process of its own, with the provider's client library and no other on its class path. Owned by one thread. */
public final class DriverProcess implements AutoCloseable {
    /** A run that takes so much longer than its window will not end. */
    private static final long PATIENCE_SECONDS = 400;

    private static final long CLOSE_SECONDS = 30;

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private final @Nullable BrokerProcess broker;
    private final Path log;

    private DriverProcess(Process process, @Nullable BrokerProcess broker, Path log) {
        this.process = process;
        this.answers = Children.output(process);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.broker = broker;
        this.log = log;
    }

    /**
     * Starts it and waits until its scenario is open.
     *
     * @param scenario by name
     * @param benchmark class path of the benchmark itself
     * @param broker what it talks to, null for nothing
     * @param folder for its log and files
     * @throws ProviderException if the scenario cannot be opened
     */
    public static DriverProcess start(
            String scenario,
            Provider provider,
            List<Path> benchmark,
            @Nullable BrokerProcess broker,
            Path folder,
            String heap)
            throws IOException {
        List<Path> path = new ArrayList<>(benchmark);
        path.addAll(provider.client());
        List<String> arguments = new ArrayList<>(List.of("-cp", Installations.classPath(path), Driver.class.getName()));
        arguments.add(scenario);
        arguments.add(provider.factory());
        arguments.add(provider.xaFactory());
        arguments.add(broker == null ? provider.url(0) : broker.url());
        arguments.add(broker == null ? "0" : Long.toString(broker.pid()));
        arguments.add(folder.toString());
        Path log = folder.resolve("driver.log");
        DriverProcess driver = new DriverProcess(Children.start(arguments, heap, log), broker, log);
        try {
            driver.expect(Lines.READY);
        } catch (IOException | RuntimeException e) {
            driver.process.destroyForcibly();
            throw e;
        }
        return driver;
    }

    /**
     * One run.
     *
     * @throws ProviderException if it failed
     */
    public Sample run(int number, Lines.Length length) throws IOException, InterruptedException {
        say(Lines.run(number, length));
        CompletableFuture<Void> watch = CompletableFuture.runAsync(
                process::destroyForcibly,
                CompletableFuture.delayedExecutor(PATIENCE_SECONDS + length.windowMillis() / 1_000, TimeUnit.SECONDS));
        try {
            return figures();
        } finally {
            watch.cancel(false);
        }
    }

    private Sample figures() throws IOException, InterruptedException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (Lines.isFigures(line)) {
                return Lines.figures(line);
            }
            if (!line.equals(Lines.RESTART) || broker == null) {
                throw new ProviderException(Lines.reason(line));
            }
            broker.killAndRestart();
            say(Lines.restarted(broker.pid(), broker.url()));
        }
        throw ended();
    }

    private void say(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    private void expect(String wanted) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw ended();
        }
        if (!line.equals(wanted)) {
            throw new ProviderException(Lines.reason(line));
        }
    }

    private ProviderException ended() {
        return new ProviderException("the driver ended without a word" + lastLine(log));
    }

    /** The log is in a folder that will be gone: what it says last is the reason. */
    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.isEmpty() ? ", nor did it log any" : ", its log ends with: " + lines.get(lines.size() - 1);
        } catch (IOException e) {
            return ", and its log cannot be read";
        }
    }

    @Override
    public void close() {
        try {
            say(Lines.END);
            orders.close();
            process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS); // it closes its connections
        } catch (IOException e) {
            process.destroyForcibly(); // it is gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Children.stop(process);
    }
}
