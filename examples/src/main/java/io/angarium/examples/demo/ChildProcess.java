package io.angarium.examples.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One Java process of the demo: its standard output goes line by line to a consumer on a thread of its own, its standard error into a
 * file. Any thread may stop or kill it.
 */
final class ChildProcess {
    private static final long EXIT_SECONDS = 15;

    private final String name;
    private final Process process;
    private final Thread reader;

    private ChildProcess(String name, Process process, Consumer<String> lines) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(() -> read(lines), "reports of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts {@code java} with some arguments.
     *
     * @param log takes the standard error, appended
     */
    static ChildProcess java(String name, Path log, Consumer<String> lines, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        File errors = log.toFile();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                .start();
        return new ChildProcess(name, process, lines);
    }

    String name() {
        return name;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends its standard input, which is how the demo's programs are told to finish. */
    void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy(); // it was gone already, or will be
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /**
     * Waits until the process has ended and its output has been read.
     *
     * @return its exit status, or -1 if it did not end in time and had to be killed
     */
    int awaitExit() throws InterruptedException {
        boolean ended = process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        reader.join(TimeUnit.SECONDS.toMillis(EXIT_SECONDS));
        return ended ? process.exitValue() : -1;
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            in.lines().forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("output of " + name + " could not be read: " + e.getMessage());
        }
    }
}
