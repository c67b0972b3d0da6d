package io.angarium.examples.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The broker and the application in processes of their own. Used by one thread. */
final class Processes implements AutoCloseable {
    private static final Path JAR = Path.of("")
            .toAbsolutePath()
            .resolve("../../provider-server/target/angarium.jar")
            .normalize();
    private static final Pattern READY = Pattern.compile(".* ready on .*:(\\d+), data .*");

    private final Path folder;
    private final String variant;
    private Process broker;
    private Process application;
    private int port;

    Processes(Path folder, String variant) {
        this.folder = folder;
        this.variant = variant;
        startBroker();
        startApplication();
    }

    String url() {
        return "angarium://localhost:" + port;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private ProcessBuilder command(String log, String... command) {
        return new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    }

    private static Process start(ProcessBuilder command) {
        try {
            return command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startBroker() {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("not there, build it with mvn package: " + JAR);
        }
        broker = start(command(
                "broker.log",
                java(),
                "-jar",
                JAR.toString(),
                "serve",
                "--host",
                "localhost",
                "--port",
                Integer.toString(port),
                "--data",
                folder.resolve("data").toString()));
        try {
            BufferedReader output = broker.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            Matcher ready = READY.matcher(line == null ? "" : line);
            if (!ready.matches()) {
                throw new IllegalStateException("no ready line but: " + line);
            }
            port = Integer.parseInt(ready.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startApplication() {
        ProcessBuilder command = command(
                "application.log",
                java(),
                "-Dderby.stream.error.file=" + folder.resolve("derby.log"),
                "-cp",
                System.getProperty("java.class.path"),
                OrdersApplication.class.getName(),
                variant,
                folder.toString(),
                url());
        application = start(command.redirectOutput(ProcessBuilder.Redirect.appendTo(
                folder.resolve("application.out").toFile())));
    }

    /** What {@code angarium tx list} says. */
    String branches() throws IOException {
        Process tool =
                start(command("tool.log", java(), "-jar", JAR.toString(), "tx", "list", "--json", "--url", url()));
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        awaitExit(tool);
        if (tool.exitValue() != 0) {
            throw new IllegalStateException("tx list ended with status " + tool.exitValue());
        }
        return said.replaceAll("\\s+", "");
    }

    void killBroker() {
        kill(broker);
    }

    void killApplication() {
        kill(application);
    }

    /** Ends the application in order. */
    void stopApplication() {
        try {
            application.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitExit(application);
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        awaitExit(process);
    }

    private static void awaitExit(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill(application);
        kill(broker);
    }
}
