package io.angarium.server.stress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of every message, as the applications know it, and what is wrong with that. Each message is for one queue or one durable
 * subscription. Guarded by its own lock.
 */
final class MessageBook {

    /** What its sender knows. */
    private enum Sent {
        /** The call has not returned. */
        UNDER_WAY,
        /** In a transaction whose commit has not been asked for. */
        UNCOMMITTED,
        /** Must come out. */
        CONFIRMED,
        /** May come out. */
        UNKNOWN,
        /** Must not come out. */
        NEVER
    }

    private static final class Entry {
        private Sent sent = Sent.UNDER_WAY;
        private int seen;
        /** An acknowledgement has been asked for. */
        private boolean mayBeDone;
        /** It has been acknowledged, as far as that can be known. */
        private boolean done;
        /** By whom it was seen, for people. */
        private final List<String> history = new ArrayList<>();
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    synchronized void sending(String id, boolean inTransaction) {
        Entry entry = new Entry();
        entry.sent = inTransaction ? Sent.UNCOMMITTED : Sent.UNDER_WAY;
        entries.put(id, entry);
    }

    private void sent(Collection<String> ids, Sent sent) {
        for (String id : ids) {
            Entry entry = entries.get(id);
            if (sent == Sent.NEVER && entry.seen > 0) {
                problem(id + " was seen and its sender was told that it never will be");
            }
            entry.sent = sent;
        }
    }

    synchronized void committing(Collection<String> ids) {
        sent(ids, Sent.UNDER_WAY);
    }

    synchronized void confirmed(Collection<String> ids) {
        sent(ids, Sent.CONFIRMED);
    }

    synchronized void unknown(Collection<String> ids) {
        sent(ids, Sent.UNKNOWN);
    }

    synchronized void never(Collection<String> ids) {
        sent(ids, Sent.NEVER);
    }

    /**
     * An application has been given it; true if for the first time.
     *
     * @param by which application, and how
     */
    synchronized boolean seen(String id, boolean redelivered, String by) {
        Entry entry = entries.get(id);
        if (entry == null) {
            problem(id + " was never sent");
            return false;
        }
        entry.history.add(by);
        if (entry.done) {
            problem(id + " came again after it was acknowledged: " + entry.history);
        } else if (entry.seen > 0 && !redelivered) {
            problem(id + " came again without JMSRedelivered: " + entry.history);
        }
        if (entry.sent == Sent.NEVER || entry.sent == Sent.UNCOMMITTED) {
            problem(id + " came although its sending is " + entry.sent);
        }
        entry.seen++;
        return entry.seen == 1;
    }

    synchronized void mayBeDone(Collection<String> ids) {
        ids.forEach(id -> entries.get(id).mayBeDone = true);
    }

    synchronized void done(Collection<String> ids) {
        mayBeDone(ids);
        ids.forEach(id -> entries.get(id).done = true);
    }

    synchronized void problem(String text) {
        problems.add(text);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** Everything has been taken out: what must have come and has not is lost. */
    synchronized void finish() {
        entries.forEach((id, entry) -> {
            if (entry.sent == Sent.CONFIRMED && !entry.mayBeDone) {
                problem(id + " is lost: confirmed, seen " + entry.seen + " times, never acknowledged, not there");
            }
        });
    }
}
