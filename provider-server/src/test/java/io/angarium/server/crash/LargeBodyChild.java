package io.angarium.server.crash;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Main of a client with a small heap: {@code URI LENGTH} sends a body of that length to the queue "large" and receives it. Prints the
 * checksum of what came, and how much anonymous memory the process has, in KiB, where that is known.
 */
public final class LargeBodyChild {
    private LargeBodyChild() {}

    public static void main(String[] arguments) throws Exception {
        long length = Long.parseLong(arguments[1]);
        try (Connection connection = new AngariumConnectionFactory(arguments[0]).createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            BytesMessage message = session.createBytesMessage();
            ((StreamedBody) message).bodyFrom(new Noise(length));
            session.createProducer(session.createQueue("large")).send(message);
            session.commit();
            connection.start();
            Message got = session.createConsumer(session.createQueue("large")).receive(60_000);
            CheckedOutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
            ((StreamedBody) got).bodyTo(out);
            session.commit();
            System.out.println(out.getChecksum().getValue() + " " + anonymousKib("self"));
        }
    }

    /** Anonymous resident memory of a process in KiB, 0 where the system does not say. */
    static long anonymousKib(String process) throws java.io.IOException {
        Path status = Path.of("/proc", process, "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
