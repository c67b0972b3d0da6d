package io.angarium.server.tool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fresh broker in a process of its own, from the classes of this one. Owned by one thread. */
public final class ChildBroker implements AutoCloseable {
    private static final Pattern READY = Pattern.compile(".* ready on .*:(\\d+), data .*");
    private static final long STOP_SECONDS = 15;

    private final Process process;
    private final int port;

    private ChildBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it on a free port of the loopback address and waits until it is ready; what it logs goes to this process's standard error.
     *
     * @throws IOException if it does not get ready
     */
    public static ChildBroker start(String mainClass, Path data) throws IOException {
        return start(mainClass, data, 0);
    }

    /** The same on a port of the caller's choice. */
    public static ChildBroker start(String mainClass, Path data, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                Arrays.asList("-Dangarium.log.level=WARN", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(Arrays.asList("serve", "--host", "localhost", "--port", Integer.toString(port)));
        command.addAll(Arrays.asList("--data", data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) { // warnings may come first
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new ChildBroker(process, Integer.parseInt(ready.group(1)));
            }
            last = ": " + line;
        }
        process.destroyForcibly();
        throw new IOException("the broker of this command did not start" + last);
    }

    /** Its address. */
    public String url() {
        return "angarium://localhost:" + port;
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; it is gone when this returns. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it in order, or else kills it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
