package io.angarium.examples.frameworks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code angarium.jar serve} in a process of its own, on one data folder and, after its first start, one port. */
final class BrokerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("")
            .toAbsolutePath()
            .resolve("../../provider-server/target/angarium.jar")
            .normalize();
    private static final Pattern READY = Pattern.compile(".* ready on .*:(\\d+), data .*");

    private final Path folder;
    private int port;
    private Process process;

    BrokerProcess(Path folder) {
        this.folder = folder;
    }

    String url() {
        return "angarium://localhost:" + port;
    }

    /** Starts it and returns when it takes connections. */
    void start() {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("not there, build it with mvn package: " + JAR);
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "serve",
                "--host",
                "localhost",
                "--port",
                Integer.toString(port),
                "--data",
                folder.resolve("data").toString());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()));
        try {
            process = builder.start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            Matcher ready = READY.matcher(line == null ? "" : line);
            if (!ready.matches()) {
                process.destroyForcibly();
                throw new IllegalStateException("no ready line but: " + line);
            }
            port = Integer.parseInt(ready.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the broker does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
