package io.angarium.server.twophase;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a JVM of its own, with which one talks in lines. Used by one thread. */
final class Child implements AutoCloseable {
    /** What lines of children begin with that are for their parent; others are logs. */
    static final String WORD = "> ";

    private final Process process;
    private final Lines from;
    private final PrintStream to;
    private final String name;

    Child(Class<?> main, Path log, List<String> arguments) {
        name = main.getSimpleName();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dderby.stream.error.file=" + log.resolveSibling("derby.log"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        File errors = log.toFile();
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        from = new Lines(process.getInputStream());
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    void say(String line) {
        to.println(line);
    }

    /** What stands behind the word in the next line that is for the parent, which must begin with it. */
    String hear(String word) {
        String line = from.next();
        while (line != null && !line.startsWith(WORD)) {
            line = from.next();
        }
        if (line == null || !line.startsWith(WORD + word)) {
            throw new IllegalStateException(name + " did not say " + word + " but: " + line);
        }
        return line.substring(WORD.length() + word.length()).strip();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Its status, when it has ended by itself. */
    int awaitExit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it in order. */
    void stop() {
        to.close();
        int status = awaitExit();
        if (status != 0) {
            throw new IllegalStateException(name + " ended with status " + status);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        if (alive()) {
            kill();
        }
    }
}
