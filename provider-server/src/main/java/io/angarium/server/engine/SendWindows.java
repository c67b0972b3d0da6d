package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All send windows: those of open sessions, and those of lost ones, which are kept for a time, and no more than so many of them. Owner: the
 * engine's holder.
 */
final class SendWindows implements DurableState {
    /** How long a lost session can be resumed. */
    static final long KEPT_MILLIS = TimeUnit.HOURS.toMillis(24);

    /** How many lost sessions can be resumed. */
    static final int MOST_LOST = 100_000;

    private final Map<SendWindow.Key, SendWindow> open = new HashMap<>();
    /** In the order in which they were used last. */
    private final Map<SendWindow.Key, SendWindow> lost = new LinkedHashMap<>();

    private long forgottenUpTo = Long.MIN_VALUE;

    /** A session begins. */
    SendWindow open(SendWindow.Key key) {
        lost.remove(key);
        SendWindow window = new SendWindow(key);
        open.put(key, window);
        return window;
    }

    /**
     * A lost session goes on.
     *
     * @param unsureSince broker's time since when the client does not know an outcome
     * @return its window, or null if there is none and never was one that could matter
     * @throws Forgotten if there may have been one
     */
    @Nullable
    SendWindow resume(SendWindow.Key key, long unsureSince) throws Forgotten {
        SendWindow window = lost.remove(key);
        if (window != null) {
            open.put(key, window);
        } else if (unsureSince <= forgottenUpTo) {
            throw new Forgotten();
        }
        return window;
    }

    /** A window that may have existed is not there any more. */
    static final class Forgotten extends Exception {
        private static final long serialVersionUID = 1L;

        Forgotten() {
            super(null, null, false, false);
        }
    }

    /** A session has been lost: it may be resumed. */
    void lost(SendWindow window, long now) {
        if (open.remove(window.key(), window)) {
            window.usedAt(now);
            keep(window);
        }
    }

    private void keep(SendWindow window) {
        lost.remove(window.key());
        lost.put(window.key(), window);
        if (lost.size() > MOST_LOST) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<SendWindow> all = lost.values().iterator();
        forgottenUpTo = Math.max(forgottenUpTo, all.next().lastUsed());
        all.remove();
    }

    /** A session was closed: nothing of it comes again. */
    void closed(SendWindow window) {
        open.remove(window.key(), window);
    }

    /** It is now this late: forgets what is too old. */
    void time(long now) {
        forgottenUpTo = Math.max(forgottenUpTo, now - KEPT_MILLIS);
        while (!lost.isEmpty() && lost.values().iterator().next().lastUsed() < now - KEPT_MILLIS) {
            forgetOldest();
        }
    }

    int size() {
        return open.size() + lost.size();
    }

    @Override
    public void describe(Consumer<Effect> to) {
        to.accept(new Effect.SendWindowsForgotten(forgottenUpTo));
        lost.values().forEach(window -> to.accept(window.kept()));
        open.values().forEach(window -> to.accept(window.kept()));
    }

    // -- recovery

    /** A checkpoint has this window. */
    void kept(Effect.SendWindowKept kept) {
        keep(SendWindow.of(kept));
    }

    /** A checkpoint says that windows had been forgotten. */
    void forgotten(long upTo) {
        forgottenUpTo = Math.max(forgottenUpTo, upTo);
    }

    /** The journal has this send, and it counts. */
    void recovered(Effect.Origin origin, long acceptedAt) {
        SendWindow window = recovered(origin);
        if (window != null) {
            window.taken(origin.sequence());
            window.usedAt(acceptedAt);
        }
    }

    /** The journal has this commit. */
    void committed(Effect.Origin origin, long time) {
        SendWindow window = recovered(origin);
        if (window != null) {
            window.committed(origin.sequence());
            window.usedAt(time);
        }
    }

    @Nullable
    private SendWindow recovered(Effect.Origin origin) {
        if (origin.equals(Effect.Origin.BROKER)) {
            return null;
        }
        SendWindow.Key key = new SendWindow.Key(origin.incarnation(), origin.session());
        SendWindow window = lost.remove(key);
        if (window == null) {
            window = new SendWindow(key);
            window.setRecovered();
        }
        lost.put(key, window);
        if (lost.size() > MOST_LOST) {
            forgetOldest();
        }
        return window;
    }
}
