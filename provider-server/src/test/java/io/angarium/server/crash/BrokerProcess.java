package io.angarium.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker in a child JVM on one data folder and, after the first start, one port; started, killed and started again. */
final class BrokerProcess implements AutoCloseable {
    private final Path data;
    private final List<String> wrapper;
    private final List<String> jvmOptions;
    private int port;
    private Process process;

    BrokerProcess(Path data, List<String> wrapper, String... jvmOptions) {
        this.data = data;
        this.wrapper = wrapper;
        this.jvmOptions = List.of(jvmOptions);
    }

    /** The first start, on a port of the caller's choice. */
    void startOn(int chosen) {
        port = chosen;
        start();
    }

    /** Starts it and returns when it takes connections. */
    void start() {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BrokerChild.class.getName(),
                data.toString(),
                Integer.toString(port)));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith("PORT ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the broker ended with status " + process.waitFor());
            }
            port = Integer.parseInt(line.substring(5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "angarium://127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends it in order. */
    int stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitExit();
        return process.exitValue();
    }

    private void awaitExit() {
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
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
