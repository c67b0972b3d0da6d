package io.angarium.server.testing;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A main class of the tests in a JVM of its own, with which one talks in lines. Used by one thread. */
public final class Child implements AutoCloseable {
    /** What lines of children begin with that are for their parent; others are logs. */
    public static final String WORD = "> ";

    private static final long PATIENCE_SECONDS = 100;
    private static final int LOGGED_LINES = 60;

    private final Process process;
    private final Path log;
    private final Lines from;
    private final PrintStream to;
    private final String name;

    /** Starts it; what it logs goes to that file. */
    public Child(Class<?> main, Path log, List<String> arguments) {
        name = main.getSimpleName();
        this.log = log;
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

    /** Writes a line to its input. */
    public void say(String line) {
        to.println(line);
    }

    /** What stands behind the word in the next line that is for the parent, which must begin with it. */
    public String hear(String word) {
        String line = next();
        while (line != null && !line.startsWith(WORD)) {
            line = next();
        }
        if (line == null || !line.startsWith(WORD + word)) {
            throw new IllegalStateException(name + " did not say " + word + " but: " + line + "; " + logged());
        }
        return line.substring(WORD.length() + word.length()).strip();
    }

    /** Its next line; a child that says nothing for too long is killed. */
    private String next() {
        try {
            return CompletableFuture.supplyAsync(from::next).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            kill();
            throw new IllegalStateException(name + " says nothing", e);
        }
    }

    /** The end of what it logged. */
    private String logged() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOGGED_LINES), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // unlike that of the process, it leaves the streams open
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Its status, when it has ended by itself. */
    public int awaitExit() {
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
    public void stop() {
        to.close();
        int status = awaitExit();
        if (status != 0) {
            throw new IllegalStateException(name + " ended with status " + status);
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        if (alive()) {
            kill();
        }
    }
}
