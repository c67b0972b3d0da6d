package io.angarium.server.stress;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;

/** What the workers of one seed share: two connections, the book, the counts, and the judgement of errors. Thread-safe. */
final class Stage {
    private static final int LINES = 2;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final long seed;
    final MessageBook book = new MessageBook();
    final Counts counts = new Counts();
    /** The sessions of all workers. */
    final Queue<App> apps = new ConcurrentLinkedQueue<>();

    private final String uri;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicReferenceArray<Line> lines = new AtomicReferenceArray<>(LINES);

    Stage(long seed, String uri) {
        this.seed = seed;
        this.uri = uri;
    }

    long seed() {
        return seed;
    }

    /** Something that may be refused for good reasons. */
    @FunctionalInterface
    interface Action {
        void run() throws JMSException;
    }

    String queue(int n) {
        return "s" + seed + "-q" + n;
    }

    String topic() {
        return "s" + seed + "-t";
    }

    String subscription() {
        return "s" + seed + "-sub";
    }

    String nextId() {
        return seed + "-" + messages.incrementAndGet();
    }

    void open() throws JMSException {
        for (int i = 0; i < LINES; i++) {
            lines.set(i, Line.open(uri, this));
        }
    }

    Line line(Random random) {
        return lines.get(random.nextInt(LINES));
    }

    Line newLine() throws JMSException {
        return Line.open(uri, this);
    }

    /** Closes a connection while others use it, and opens another in its place. */
    void replace(Line old) throws JMSException {
        old.close();
        Line fresh = Line.open(uri, this);
        for (int i = 0; i < LINES; i++) {
            if (lines.compareAndSet(i, old, fresh)) {
                return;
            }
        }
        fresh.close(); // another worker was quicker
    }

    void closeLines() throws JMSException {
        for (int i = 0; i < LINES; i++) {
            lines.get(i).close();
        }
    }

    /**
     * Does something and judges how it failed, if it did.
     *
     * @param closing whether somebody has begun to close what it needs
     * @param temporaries whether temporary destinations are concerned, which may be gone
     * @return whether it was done
     */
    boolean attempt(String what, BooleanSupplier closing, boolean temporaries, Action action) {
        long begun = System.nanoTime();
        boolean done = false;
        try {
            action.run();
            done = true;
            counts.count(what);
        } catch (JMSException e) {
            judge(what, e, closing, temporaries);
        } catch (JMSRuntimeException e) { // an enumeration of a browser can throw no other
            judge(what, e.getCause() instanceof JMSException cause ? cause : e, closing, temporaries);
        } catch (RuntimeException e) {
            problem(what, e);
        }
        if (System.nanoTime() - begun > SLOW_NANOS) {
            book.problem(what + " took " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
        }
        return done;
    }

    private void judge(String what, Exception e, BooleanSupplier closing, boolean temporaries) {
        String excuse = e instanceof JMSException checked ? excuse(checked, closing, temporaries) : null;
        if (excuse == null) {
            problem(what, e);
        } else {
            counts.count("refused: " + excuse);
        }
    }

    private static String excuse(JMSException e, BooleanSupplier closing, boolean temporaries) {
        if ("TIMEOUT".equals(e.getErrorCode())) {
            return null;
        } else if (closing.getAsBoolean()) {
            return "closed meanwhile";
        } else if ("INTERRUPTED".equals(e.getErrorCode())) {
            return "interrupted";
        } else if (temporaries && e instanceof InvalidDestinationException) {
            return "temporary destination gone";
        } else if (temporaries && e instanceof TransactionRolledBackException) {
            return "rolled back, temporary destination gone";
        }
        return temporaries && "IN_USE".equals(e.getErrorCode()) ? "temporary destination in use" : null;
    }

    void problem(String what, Exception e) {
        StringBuilder text = new StringBuilder(what + " failed: " + e);
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith("io.angarium.")) {
                text.append("\n        at ").append(frame);
            }
        }
        book.problem(text.toString());
    }
}
