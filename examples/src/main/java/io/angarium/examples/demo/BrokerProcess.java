package io.angarium.examples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker in a process of its own, started from {@code angarium.jar}. Owned by the demo's main thread.
 *
 * @param port where it listens
 * @param startNanos from the start of the process to its ready line
 * @param recovered what it said it had found in its journal
 */
record BrokerProcess(ChildProcess process, int port, long startNanos, String recovered) {
    private static final Pattern READY = Pattern.compile(".* ready on .*:(\\d+), data .*, (\\d+ messages recovered.*)");
    private static final long READY_SECONDS = 30;

    /**
     * Starts a broker and waits until it is ready.
     *
     * @param port 0 for any free one
     * @throws IOException if it does not get ready
     */
    static BrokerProcess start(Path jar, Path folder, int port) throws IOException, InterruptedException {
        BlockingQueue<String> output = new LinkedBlockingQueue<>();
        long begin = System.nanoTime();
        ChildProcess process = ChildProcess.java(
                "broker",
                folder.resolve("broker.log"),
                output::add,
                List.of(
                        "-jar",
                        jar.toString(),
                        "serve",
                        "--host",
                        "localhost",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("data").toString()));
        String line = output.poll(READY_SECONDS, TimeUnit.SECONDS);
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.kill();
            throw new IOException("the broker did not start: " + (line == null ? "no ready line" : line));
        }
        return new BrokerProcess(process, Integer.parseInt(ready.group(1)), System.nanoTime() - begin, ready.group(2));
    }
}
