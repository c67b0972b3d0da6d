package io.angarium.jms.outbox;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkListener;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The relay's link to the broker, one at a time, opened when needed. Belongs to the relay's thread. */
final class RelayLinks {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private final BiFunction<UUID, LinkListener, Link> opener;
    private @Nullable RelayLink current;

    /** @param opener opens a link to the broker under an incarnation */
    RelayLinks(BiFunction<UUID, LinkListener, Link> opener) {
        this.opener = opener;
    }

    /** The link that there is, or one under a new incarnation. Nothing may be unfinished. */
    RelayLink fresh() {
        RelayLink link = current;
        if (link == null || link.broken()) {
            link = new RelayLink(opener, UUID.randomUUID(), CALL_TIMEOUT);
            link.begin();
            current = link;
        }
        return link;
    }

    /** A link under the incarnation of whoever did not come to an end; its own link, if it has one, is given up without a goodbye. */
    RelayLink resumed(OutboxRows.Unfinished rows, long now) {
        RelayLink link = current;
        if (link != null && !link.incarnation().equals(rows.incarnation())) {
            link.close(); // nothing of its own is unfinished, or it would be these rows
        }
        current = null;
        link = new RelayLink(opener, rows.incarnation(), CALL_TIMEOUT);
        link.resume(rows, now);
        current = link;
        return link;
    }

    /** Says goodbye, if nothing is unfinished; else the broker must remember. */
    void close(boolean finished) {
        RelayLink link = current;
        if (link != null && finished) {
            link.close();
        }
        current = null;
    }
}
