package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counts the broker's real flushes with strace: profile {@code strace}; needs that program. */
@Tag("strace")
class ForceCountIT {
    private static final int SENDS = 500;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void everyConfirmationOfALoneProducerHasAFlushOfItsOwn() throws Exception {
        Path trace = folder.resolve("trace");
        List<String> strace = List.of("strace", "-f", "-qq", "-e", "trace=fdatasync,fsync", "-o", trace.toString());
        long flushes;
        try (BrokerProcess broker = new BrokerProcess(folder.resolve("data"), strace)) {
            broker.start();
            long before = count(trace);
            try (Connection connection = new AngariumConnectionFactory(broker.uri()).createConnection()) {
                Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue("counted"));
                for (int i = 0; i < SENDS; i++) {
                    producer.send(session.createTextMessage("message " + i));
                }
            }
            flushes = count(trace) - before;
            broker.stop();
        }
        System.out.printf("%d confirmations, %d flushes%n", SENDS, flushes);
        assertThat(flushes).isGreaterThanOrEqualTo(SENDS);
    }

    private static long count(Path trace) throws Exception {
        try (Stream<String> lines = Files.lines(trace)) {
            return lines.filter(line -> line.contains("sync(") && !line.contains("resumed"))
                    .count();
        }
    }
}
