package io.angarium.server.engine;

import io.angarium.server.selector.Selector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for; constant.
 *
 * @param topic name of the topic
 * @param name subscription name, or null for an unshared non-durable one
 * @param clientId client identifier that it belongs to, or null
 * @param durable outlives its consumers
 * @param shared may have several consumers
 * @param selector message selector, or null
 * @param noLocal leaves out messages of the own connection (durable: of the own client identifier)
 * @param connection connection that made it; means nothing once that is gone
 */
record Subscription(
        String topic,
        @Nullable String name,
        @Nullable String clientId,
        boolean durable,
        boolean shared,
        @Nullable Selector selector,
        boolean noLocal,
        long connection) {

    /**
     * Whether it wants a message. Its body must be there if {@link #selects}.
     */
    boolean wants(PendingSend send) {
        ConnectionState publisher = send.sender();
        if (noLocal && publisher != null && local(publisher)) {
            return false;
        }
        return selector == null || selector.matches(send.message(), 1);
    }

    /** Whether its selector matches a message, which must be there. */
    boolean selectsOf(StoredMessage stored) {
        return selector == null || selector.matches(stored.message(), 1);
    }

    /** Whether it looks at messages to tell which it wants. */
    boolean selects() {
        return selector != null;
    }

    /** Whether it asks for the same as another, so that a consumer can join it. */
    boolean sameAs(Subscription other) {
        return topic.equals(other.topic)
                && noLocal == other.noLocal
                && Objects.equals(selectorText(), other.selectorText());
    }

    @Nullable
    String selectorText() {
        return selector == null ? null : selector.text();
    }

    /** For people. */
    String label() {
        String label = name == null ? "subscription" : clientId == null ? name : clientId + "." + name;
        return label + "@" + topic;
    }

    private boolean local(ConnectionState publisher) {
        return durable ? clientId != null && clientId.equals(publisher.clientId()) : publisher.id() == connection;
    }
}
