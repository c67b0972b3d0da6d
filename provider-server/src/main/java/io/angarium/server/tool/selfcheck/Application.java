package io.angarium.server.tool.selfcheck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application with a connection and a thread of its own, written as if no broker ever died: there is not a line for that in any of them.
 * What it should never see goes to the book.
 */
abstract class Application implements Runnable {
    /** How long a receive waits. */
    static final long A_WHILE = 100;

    private static final long END_SECONDS = 90;

    final Book book;
    final String name;
    private final Connector connector;
    private final Thread thread;
    private volatile boolean ending;

    /** Connects an application. */
    @FunctionalInterface
    public interface Connector {
        Connection connect() throws JMSException;
    }

    Application(String name, Connector connector, Book book) {
        this.name = name;
        this.connector = connector;
        this.book = book;
        thread = new Thread(this, "selfcheck-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try (Connection connection = connector.connect()) {
            connection.setExceptionListener(e -> book.problem(name, e));
            connection.start();
            work(connection);
        } catch (JMSException | RuntimeException e) {
            book.problem(name, e);
        }
    }

    /** What it does, until {@link #ending}. */
    abstract void work(Connection connection) throws JMSException;

    final boolean ending() {
        return ending;
    }

    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    void askToEnd() {
        ending = true;
    }

    /** Waits for its end, which it was asked for; false if it does not end. */
    boolean awaitEnd() throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        return !thread.isAlive();
    }
}
