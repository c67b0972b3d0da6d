package io.angarium.jms.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame.Hello;

/** Opens a link to whichever of the broker's addresses answers first. */
@FunctionalInterface
public interface LinkSource {

    /**
     * Tries each address once.
     *
     * @throws io.angarium.jms.link.LinkException if none can be reached, naming each and why
     */
    Link open(Hello hello, LinkListener listener);
}
