package io.angarium.examples.demo;

import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The lines in which the producer and the consumers tell the demo what they did: a letter and numbers, separated by blanks.
 *
 * <pre>
 * S order              the producer is about to send an order for the first time
 * C order              the broker has confirmed an order
 * G order R messageId  a consumer got an order; R is 1 if JMSRedelivered was set, else 0
 * L                    the connection was lost, and the client is building it up again
 * </pre>
 *
 * Guarded by itself on the sending side.
 */
final class Reports {
    /** Where parsed lines go. */
    interface Sink {
        void sent(int order);

        void confirmed(int order);

        void got(int order, boolean redelivered, String messageId);

        void connectionLost();
    }

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LINES_PER_FLUSH = 50;

    private final PrintStream out = new PrintStream(
            new java.io.BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    private int lines;

    void sent(int order) {
        line("S " + order);
    }

    void confirmed(int order) {
        line("C " + order);
    }

    void got(int order, boolean redelivered, String messageId) {
        line("G " + order + (redelivered ? " 1 " : " 0 ") + messageId);
    }

    /** Reports when the connection loses its broker: the one thing here that is not plain Jakarta Messaging, and only to be counted. */
    void watch(Connection connection) throws JMSException {
        ((AngariumConnection) connection).setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                line("L");
                flush();
            }

            @Override
            public void connectionRestored(Duration after) {
                // the orders go on
            }
        });
    }

    /** Hands over what was written; before anything that may take long. */
    synchronized void flush() {
        out.flush();
        lines = 0;
    }

    private synchronized void line(String text) {
        out.println(text);
        if (++lines >= LINES_PER_FLUSH) {
            flush();
        }
    }

    /** A consumer of lines that calls the sink. */
    static Consumer<String> parser(Sink sink) {
        return line -> parse(line, sink);
    }

    private static void parse(String line, Sink sink) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
            case "S" -> sink.sent(Integer.parseInt(words[1]));
            case "C" -> sink.confirmed(Integer.parseInt(words[1]));
            case "G" -> sink.got(Integer.parseInt(words[1]), words[2].equals("1"), words[3]);
            case "L" -> sink.connectionLost();
            default -> throw new IllegalArgumentException("not a report: " + line);
        }
    }
}
