package io.angarium.jms.reconnect;

import io.angarium.jms.link.LinkException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What others who try to reach the same broker have just found: that nothing listens there. Of a thousand connections that have lost it a few
 * knock and the others believe them for a moment, instead of taking its processors from a broker that is about to start.
 *
 * <p>Only refusals by the network count, so what one is refused for its user, its TLS or a silent peer is nothing to the others; and nobody
 * waits for another: who finds no fresh news tries for himself. News stay while somebody tries. Thread-safe.
 */
final class Hearsay {
    /** How long a refusal is believed. */
    static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Map<Object, News> news = new ConcurrentHashMap<>();

    private record News(LinkException refusal, long at) {}

    /** A try has failed. */
    void failed(Object place, LinkException cause, long now) {
        if (isRefusal(cause)) {
            news.put(place, new News(cause, now));
        }
    }

    /** How somebody's try has failed a moment ago, null if a try may find something else. */
    @Nullable
    LinkException recent(Object place, long now) {
        News last = news.get(place);
        return last != null && now - last.at < FRESH_NANOS ? last.refusal : null;
    }

    /** Somebody has ceased to try; who goes on finds out anew. */
    void forget(Object place) {
        news.remove(place);
    }

    /** Of how many places there is news. */
    int size() {
        return news.size();
    }

    /** Whether nothing listens at any of the addresses that were tried, which anybody else would find too. */
    static boolean isRefusal(LinkException cause) {
        for (Throwable each : cause.getSuppressed()) {
            if (!(each instanceof LinkException other) || !isRefusal(other)) {
                return false;
            }
        }
        Throwable lower = cause.getCause();
        return lower instanceof LinkException last ? isRefusal(last) : lower instanceof ConnectException;
    }
}
