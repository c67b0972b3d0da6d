package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the messages of a file. */
@Command(
        name = "import",
        description = "Send the messages of a file that 'message export' has written.",
        footer = {
            "",
            "Each is a new message with a JMSMessageID of its own; its time to live goes on from what it had left. A run",
            "that was cut off is repeated with --as.",
            "",
            "Examples:",
            "  angarium message import orders --file orders.jsonl --dry-run",
            "  angarium message import orders --file orders.jsonl --as monday --rate 100/s"
        })
final class MessageImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final RateOption rate = new RateOption();

    @Mixin
    final OnceOption once = new OnceOption();

    @Parameters(paramLabel = "QUEUE", description = "Name of the queue that they go to.")
    String queue = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read from this file (default: standard input).")
    @Nullable
    Path file;

    @Option(names = "--dry-run", description = "Send nothing: check the file, and say how many messages it would be.")
    boolean dryRun;

    MessageImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        if (queue.isBlank()) {
            throw new UsageException("a queue's name is not empty");
        }
        try (Connection connection = broker.connect(common);
                LineReader lines = new LineReader(file == null ? terminal.in() : Files.newInputStream(file))) {
            Session session = connection.createSession();
            try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                long sent = send(session, producer, lines);
                terminal.say(sent + (dryRun ? " messages would be imported" : " messages imported"));
            }
        }
        return Angarium.OK;
    }

    private long send(Session session, MessageProducer producer, LineReader lines)
            throws JMSException, IOException, InterruptedException {
        Pace pace = rate.pace();
        long line = 0;
        byte[] bytes = lines.next();
        while (bytes != null) {
            line++;
            try {
                MessageRecord record = MessageRecord.read(session, new String(bytes, StandardCharsets.UTF_8));
                once.mark(record.message(), line + ":" + record.id());
                if (!dryRun) {
                    pace.await();
                    int mode = record.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
                    producer.send(record.message(), mode, record.priority(), record.timeToLive());
                }
            } catch (ToolException e) {
                throw new ToolException(
                        line - 1 + " messages " + (dryRun ? "checked" : "imported") + ", then: line " + line + " is "
                                + e.getMessage(),
                        e);
            }
            bytes = lines.next();
        }
        return line;
    }
}
