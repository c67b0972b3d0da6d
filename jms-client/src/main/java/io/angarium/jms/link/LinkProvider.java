package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;

/**
 * Opens links for URI schemes; found by {@link java.util.ServiceLoader}. The client brings {@code angarium} and {@code angarium+tls},
 * the server {@code vm}.
 */
public interface LinkProvider {

    /** Whether this provider opens links for a URI scheme. */
    boolean handles(String scheme);

    /**
     * Connects and shakes hands.
     *
     * @param address where to
     * @param hello the client's first frame
     * @param listener takes incoming frames from the moment this method returns or before
     * @throws LinkException if it cannot be reached in time, or refuses
     */
    Link open(LinkAddress address, ConnectionFrame.Hello hello, LinkListener listener);
}
