package io.angarium.examples.servers;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** {@code angarium.jar serve} in a process of its own, always on the same port and data. Used by one thread. */
final class Broker implements AutoCloseable {
    private static final Path JAR = Path.of("")
            .toAbsolutePath()
            .resolve("../../provider-server/target/angarium.jar")
            .normalize();

    /** For what has to come, and for what must not, in milliseconds. */
    private static final long LONG = 30_000;

    private static final long MOMENT = 1_000;

    private final Path folder;
    private final int port;
    private volatile Process process;

    Broker(Path folder, int port) {
        this.folder = folder.toAbsolutePath().resolve(UUID.randomUUID().toString());
        this.port = port;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(this::kill, "broker-kill")); // also when the tests are broken off
    }

    String uri() {
        return "angarium://localhost:" + port;
    }

    /** Starts it, if it does not run, and returns when it takes connections. */
    void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("not there, build it with mvn package: " + JAR);
        }
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-jar",
                    JAR.toString(),
                    "serve",
                    "--host",
                    "localhost",
                    "--port",
                    Integer.toString(port),
                    "--data",
                    folder.resolve("data").toString());
            builder.redirectError(ProcessBuilder.Redirect.appendTo(
                    folder.resolve("broker.log").toFile()));
            process = builder.start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            if (line == null || !line.contains(" ready on ")) {
                process.destroyForcibly();
                throw new IllegalStateException("no ready line but: " + line + ", see " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        if (process == null) {
            return;
        }
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

    /** A context of the test's own, which goes on after the broker's restart. */
    JMSContext connect() {
        return new AngariumConnectionFactory(uri()).createContext();
    }

    /** Sends one text to a queue. */
    void send(String queue, String text) {
        try (JMSContext context = connect()) {
            context.createProducer().send(context.createQueue(queue), text);
        }
    }

    /** Texts of the next messages, fewer if none comes for that long. */
    List<String> receive(String queue, int count, long millis) {
        List<String> texts = new ArrayList<>();
        try (JMSContext context = connect();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            while (texts.size() < count) {
                Message message = consumer.receive(millis);
                if (message == null) {
                    break;
                }
                texts.add(message.getBody(String.class));
            }
        } catch (jakarta.jms.JMSException e) {
            throw new IllegalStateException(e);
        }
        return texts;
    }

    /** Texts of so many messages, however long a busy machine takes, and of one that is too many, if it comes soon. */
    List<String> receiveAll(String queue, int count) {
        List<String> texts = receive(queue, count, LONG);
        texts.addAll(receive(queue, 1, MOMENT));
        return texts;
    }

    @Override
    public void close() {
        kill();
    }
}
