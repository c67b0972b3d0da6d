package io.angarium.server.tool.selfcheck;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What all applications of one run were promised and what they got. Thread-safe. */
final class Book {
    private static final String RUN = "selfcheckRun";
    private static final String STREAM = "selfcheckStream";
    private static final String NUMBER = "selfcheckNumber";
    private static final int MOST_PROBLEMS = 20;

    private final String run;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final XaBook xa = new XaBook();
    private final AtomicLong rolledBack = new AtomicLong();
    private final AtomicLong strangers = new AtomicLong();

    /** @param run tells messages of this run from those of others */
    Book(String run) {
        this.run = run;
    }

    /** A producer is about to begin. */
    Stream open(String name, Promise promise) {
        Stream stream = new Stream(name, promise);
        streams.put(name, stream);
        return stream;
    }

    /** Makes a message the next or some number of a stream. */
    void stamp(Message message, String stream, int number) throws JMSException {
        message.setStringProperty(RUN, run);
        message.setStringProperty(STREAM, stream);
        message.setIntProperty(NUMBER, number);
    }

    /** Makes a message the same of the same stream as another. */
    void stampLike(Message message, Message other) throws JMSException {
        message.setStringProperty(RUN, other.getStringProperty(RUN));
        message.setStringProperty(STREAM, other.getStringProperty(STREAM));
        message.setIntProperty(NUMBER, number(other));
    }

    /** What becomes of transactions with two branches. */
    XaBook xa() {
        return xa;
    }

    /** The number that a message was stamped with. */
    static int number(Message message) throws JMSException {
        return message.getIntProperty(NUMBER);
    }

    /** A consumer has a message, and in a transaction: has committed that. */
    void received(String consumer, Message message) throws JMSException {
        Stream stream =
                run.equals(message.getStringProperty(RUN)) ? streams.get(message.getStringProperty(STREAM)) : null;
        if (stream == null) {
            strangers.incrementAndGet();
        } else {
            stream.received(consumer, number(message), message.getJMSRedelivered());
        }
    }

    void rolledBack() {
        rolledBack.incrementAndGet();
    }

    /** An application saw an exception that none should see. */
    void problem(String application, Exception e) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(application + ": " + e);
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    long rolledBackTransactions() {
        return rolledBack.get();
    }

    /** Messages of other runs. */
    long strangers() {
        return strangers.get();
    }

    long confirmed() {
        return sums().confirmed();
    }

    int missing() {
        return streams.values().stream().mapToInt(Stream::missing).sum();
    }

    Sums sums() {
        return streams.values().stream().map(Stream::sums).reduce(Sums.NONE, Sums::plus);
    }

    /** Streams of which nothing was confirmed or nothing came: they prove nothing. */
    List<String> idle() {
        return streams.entrySet().stream()
                .filter(each -> {
                    Sums sums = each.getValue().sums();
                    return sums.confirmed() == 0 || sums.received() == 0;
                })
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
