package io.angarium.server.stress;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one session has received and sent and not settled, and the ways to settle it. Used by the session's thread, closed by any. */
final class Work {
    final Line line;
    final Session session;
    final int mode;
    /** Whether it has sent to a temporary destination, whose refusal may reach any later call. */
    volatile boolean temporaries;

    /** Whether somebody has begun to close it: then everything in it may fail. */
    volatile boolean closing;

    private final Stage stage;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private volatile Message last;

    Work(Stage stage, Line line, Session session, int mode) {
        this.stage = stage;
        this.line = line;
        this.session = session;
        this.mode = mode;
    }

    @Override
    public String toString() {
        return "mode " + mode + " session " + System.identityHashCode(this) + " of connection "
                + System.identityHashCode(line) + " on "
                + Thread.currentThread().getName()
                + (closing ? ", which is closing" : line.closing() ? ", whose connection is closing" : "");
    }

    boolean transacted() {
        return mode == Session.SESSION_TRANSACTED;
    }

    /** Whether what a listener fails on comes again at once: section 8.7. */
    boolean redeliversFailed() {
        return mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
    }

    boolean attempt(String what, Stage.Action action) {
        return stage.attempt(what, () -> closing || line.closing(), temporaries, action);
    }

    /** Notes a message that the application was given. */
    String given(Message message) throws JMSException {
        String id = ((TextMessage) message).getText();
        boolean first = stage.book.seen(id, message.getJMSRedelivered(), toString());
        stage.counts.count(first ? "message received" : "message received again");
        last = message;
        return id;
    }

    /** A call to receive has returned it. */
    void received(Message message) throws JMSException {
        handled(given(message));
    }

    /** A listener is about to return, or a call to receive has returned. */
    void handled(String id) {
        switch (mode) {
            case Session.AUTO_ACKNOWLEDGE -> stage.book.done(List.of(id));
            case Session.DUPS_OK_ACKNOWLEDGE -> stage.book.mayBeDone(List.of(id));
            default -> received.add(id);
        }
    }

    /** Outside transactions the caller says what became of it. */
    void sentInTransaction(String id) {
        sent.add(id);
    }

    void acknowledge() {
        Message message = last;
        if (mode != Session.CLIENT_ACKNOWLEDGE || message == null) {
            return;
        }
        List<String> all = List.copyOf(received);
        received.clear();
        stage.book.mayBeDone(all);
        if (attempt("acknowledge", message::acknowledge)) {
            stage.book.done(all);
        }
    }

    void commit() {
        List<String> in = List.copyOf(received);
        List<String> out = List.copyOf(sent);
        received.clear();
        sent.clear();
        stage.book.committing(out);
        stage.book.mayBeDone(in);
        boolean[] undone = new boolean[1];
        boolean done = attempt("commit", () -> {
            try {
                session.commit();
            } catch (TransactionRolledBackException e) {
                undone[0] = true;
                throw e;
            }
        });
        if (done) {
            stage.book.done(in);
            stage.book.confirmed(out);
        } else if (undone[0]) {
            stage.book.never(out);
        } else {
            stage.book.unknown(out);
        }
    }

    void rollback() {
        List<String> out = List.copyOf(sent);
        sent.clear();
        if (attempt("rollback", session::rollback)) {
            received.clear();
            stage.book.never(out);
        } else {
            stage.book.unknown(out);
        }
    }

    void recover() {
        if (attempt("recover", session::recover)) {
            received.clear();
        }
    }

    /** Closes the session: what is open is rolled back, or given back. */
    void close(String what) {
        closing = true;
        boolean closed = attempt(what, session::close); // its listener has ended when this returns
        List<String> out = List.copyOf(sent);
        if (closed) {
            stage.book.never(out);
        } else {
            stage.book.unknown(out);
        }
    }
}
