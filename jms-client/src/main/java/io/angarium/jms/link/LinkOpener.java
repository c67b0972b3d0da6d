package io.angarium.jms.link;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Hello;

/** Opens links for connections: {@link Links#open}, or what decorates it or stands in its place. */
@FunctionalInterface
public interface LinkOpener {
    /**
     * See {@link Links#open}.
     *
     * @throws LinkException if there is no link to be had
     */
    Link open(BrokerUri uri, Hello hello, LinkListener listener);

    /** Whether its links may be lost, and are worth being opened again. */
    default boolean reconnects() {
        return true;
    }
}
