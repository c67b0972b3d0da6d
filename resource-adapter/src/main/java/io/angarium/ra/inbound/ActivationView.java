package io.angarium.ra.inbound;

import io.angarium.ra.management.ActivationMXBean;
import org.jspecify.annotations.Nullable;

/** An activation as JMX shows it. Any thread. */
final class ActivationView implements ActivationMXBean {
    private final Activation activation;

    ActivationView(Activation activation) {
        this.activation = activation;
    }

    @Override
    public String getName() {
        return activation.name();
    }

    @Override
    public String getDestination() {
        return activation.destination();
    }

    @Override
    public String getState() {
        return activation.state().name();
    }

    @Override
    public int getMaxSessions() {
        return activation.sessions();
    }

    @Override
    public int getInFlight() {
        return activation.inFlight();
    }

    @Override
    public long getDelivered() {
        return activation.history().deliveries();
    }

    @Override
    public long getFailed() {
        return activation.history().failures();
    }

    @Override
    public @Nullable String getLastError() {
        History.Trouble last = activation.history().last();
        return last == null ? null : last.what();
    }

    @Override
    public long getLastErrorTime() {
        History.Trouble last = activation.history().last();
        return last == null ? 0 : last.millis();
    }
}
