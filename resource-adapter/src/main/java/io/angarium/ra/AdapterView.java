package io.angarium.ra;

import io.angarium.ra.management.AdapterMXBean;
import io.angarium.ra.management.OpenConnections;
import io.angarium.ra.management.OpenConnections.Counted;
import java.util.function.IntSupplier;

/** The adapter as JMX shows it. Any thread. */
final class AdapterView implements AdapterMXBean {
    private final String broker;
    private final OpenConnections connections;
    private final IntSupplier activations;

    AdapterView(String broker, OpenConnections connections, IntSupplier activations) {
        this.broker = broker;
        this.connections = connections;
        this.activations = activations;
    }

    @Override
    public String getBroker() {
        return broker;
    }

    @Override
    public int getConnections() {
        return connections.count();
    }

    @Override
    public int getSockets() {
        return connections.sockets();
    }

    @Override
    public int getConnectionsInUse() {
        return connections.count(Counted::isInUse);
    }

    @Override
    public int getConnectionsInTransaction() {
        return connections.count(Counted::inTransaction);
    }

    @Override
    public int getConnectionsLost() {
        return connections.count(Counted::isGone);
    }

    @Override
    public long getConnectionsMade() {
        return connections.made();
    }

    @Override
    public int getActivations() {
        return activations.getAsInt();
    }
}
