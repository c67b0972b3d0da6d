package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.SessionFrame;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens sessions anew whose connection was lost, with what is still known of their sends and commits. Owner: the engine's holder.
 */
final class SessionResumer {
    private final SendWindows windows;
    private final Transactions transactions;
    private final BrokerClock clock;

    SessionResumer(SendWindows windows, Transactions transactions, BrokerClock clock) {
        this.windows = windows;
        this.transactions = transactions;
        this.clock = clock;
    }

    void resume(ConnectionState connection, SessionFrame.ResumeSession frame) {
        if (connection.sessions().containsKey(frame.session())) {
            throw new Refusal(ErrorCode.PROTOCOL, "session " + frame.session() + " is open already");
        }
        if (frame.sentUpTo() != SessionFrame.ResumeSession.UNSAID && !connection.understands(Features.SENT_UP_TO)) {
            throw new Refusal(ErrorCode.PROTOCOL, "RESUME_SESSION with sentUpTo without its feature");
        }
        SendWindow.Key key = new SendWindow.Key(connection.incarnation(), frame.session());
        SendWindow window = null;
        boolean forgotten = false;
        try {
            window = windows.resume(key, unsureSince(frame.unsureMillis()));
        } catch (SendWindows.Forgotten e) {
            forgotten = true;
        }
        if (window == null) {
            window = windows.open(key);
            window.takeOver(sentUpTo(frame));
        } else if (window.recovered()) {
            window.takeOver(sentUpTo(frame));
        }
        window.settled(frame.confirmed());
        Map<Integer, Long> tags = new HashMap<>();
        frame.tags().forEach(tag -> tags.put(tag.consumer(), tag.upTo()));
        Resumption resumption =
                new Resumption(frame.confirmed(), frame.resentUpTo(), sentUpTo(frame), frame.open(), forgotten, tags);
        SessionState session = new SessionState(frame.session(), connection, window, resumption);
        connection.sessions().put(frame.session(), session);
        transactions.resume(session, frame.ended());
    }

    /** What a client has sent before, as far as it says: none of what follows can be with a former run. */
    private static long sentUpTo(SessionFrame.ResumeSession frame) {
        if (frame.unsureMillis() == 0) {
            return frame.confirmed();
        }
        return frame.sentUpTo() == SessionFrame.ResumeSession.UNSAID
                ? frame.resentUpTo()
                : Math.min(frame.sentUpTo(), frame.resentUpTo());
    }

    private long unsureSince(long millis) {
        long since = clock.now() - millis;
        return since > clock.now() ? Long.MIN_VALUE : since;
    }
}
