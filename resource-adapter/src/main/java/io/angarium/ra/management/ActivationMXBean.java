package io.angarium.ra.management;

import org.jspecify.annotations.Nullable;

/** One message-driven bean that is deployed: {@code io.angarium:type=Activation}. Any thread. */
public interface ActivationMXBean {
    /** What the container calls it. */
    String getName();

    /** Where its messages come from. */
    String getDestination();

    /** WAITING for its broker, ACTIVE, PAUSED after failures, or ENDED. */
    String getState();

    /** How many messages it may work on at a time. */
    int getMaxSessions();

    /** How many messages it works on now. */
    int getInFlight();

    /** Deliveries that went well. */
    long getDelivered();

    /** Deliveries that failed or were rolled back. */
    long getFailed();

    /** What went wrong last, with the broker or in the bean; null if nothing ever did. */
    @Nullable
    String getLastError();

    /** When that was, in milliseconds since 1970; 0 if never. */
    long getLastErrorTime();
}
