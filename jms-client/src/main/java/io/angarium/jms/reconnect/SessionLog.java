package io.angarium.jms.reconnect;

import io.angarium.wire.ProducerFrame.Send;
import io.angarium.wire.SessionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** What one session has sent and not heard of, and what its transactions are at. Guarded by its {@link Conversation}. */
final class SessionLog {
    private final int session;
    private final LongSupplier nanoClock;
    private final Deque<Send> sends = new ArrayDeque<>();
    private final List<ProducerEntry> closing = new ArrayList<>(0);
    private long lastSequence;
    private long written;
    private long confirmed;
    private long ended;
    private long open;
    private long unsureSince;
    private boolean committing;

    SessionLog(int session, LongSupplier nanoClock) {
        this.session = session;
        this.nanoClock = nanoClock;
    }

    int session() {
        return session;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** The sends whose outcome is not known, in order. */
    Deque<Send> sends() {
        return sends;
    }

    /** @param now whether there is a link for it; if not, it goes out when the session is resumed */
    void sent(Send frame, boolean now) {
        if (sends.isEmpty() && !committing) {
            unsureSince = nanoClock.getAsLong();
        }
        sends.addLast(frame);
        lastSequence = frame.sequence();
        if (now) {
            written = lastSequence;
        }
        if (frame.transaction() != 0) {
            uses(frame.transaction());
        }
    }

    /** A send that was remembered never left. */
    void withdrawn(Send frame) {
        sends.removeLastOccurrence(frame);
    }

    void uses(long transaction) {
        open = transaction;
        ended = Math.max(ended, transaction - 1);
    }

    void commits(long transaction) {
        if (sends.isEmpty()) {
            unsureSince = nanoClock.getAsLong();
        }
        committing = true;
        uses(transaction);
    }

    /** The client knows how it ended. */
    void ended(long transaction) {
        committing = false;
        ended = Math.max(ended, transaction);
        if (open <= ended) {
            open = 0;
        }
    }

    void confirmed(long upTo) {
        confirmed = Math.max(confirmed, upTo);
        while (!sends.isEmpty() && sends.peekFirst().sequence() <= upTo) {
            sends.removeFirst();
        }
    }

    void refused(long sequence) {
        sends.removeIf(send -> send.sequence() == sequence);
    }

    /** Closed by the application while sends of theirs are not confirmed. */
    List<ProducerEntry> closing() {
        return closing;
    }

    /**
     * What the session says first on a new link, before the sends.
     *
     * @param sameBroker whether the data that the broker has are those of before
     * @param telling whether the broker understands what has left the client before
     */
    SessionFrame.ResumeSession resume(boolean sameBroker, boolean telling, List<SessionFrame.Handed> tags) {
        boolean unsure = committing || (!sends.isEmpty() && sends.peekFirst().sequence() <= written);
        long sentUpTo = telling ? written : SessionFrame.ResumeSession.UNSAID;
        written = lastSequence;
        long nanos = unsure ? nanoClock.getAsLong() - unsureSince : 0;
        long millis = !unsure ? 0 : sameBroker ? nanos / 1_000_000 + 1 : Long.MAX_VALUE;
        return new SessionFrame.ResumeSession(session, confirmed, lastSequence, ended, open, millis, tags, sentUpTo);
    }
}
