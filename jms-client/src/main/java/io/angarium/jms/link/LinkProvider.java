package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;

/**
 * Opens links for URI schemes. The client brings the one for {@code angarium} and {@code angarium+tls}, others are found by
 * {@link java.util.ServiceLoader}: the server has one for {@code vm}.
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
