package io.angarium.jms.channel;

import io.angarium.jms.link.LinkException;

/** Hears of a lost link that comes back. Called by one thread at a time, on which nothing else comes in; never blocks. */
public interface LossObserver {

    /** What was delivered and not acknowledged has returned to the broker; nothing comes until {@link #restored}. */
    void lost(LinkException cause);

    /** The link is back, consumers have no credit. May send, but not wait. */
    void restored();
}
