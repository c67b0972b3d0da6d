package io.angarium.ra.management;

/** One adapter that a container has started: {@code io.angarium:type=ResourceAdapter}. Any thread. */
public interface AdapterMXBean {
    /** Where its broker is, without what is secret. */
    String getBroker();

    /** Managed connections that exist, in the container's pools and out of them; each has one session. */
    int getConnections();

    /** Connections to the broker that those share. */
    int getSockets();

    /** Managed connections that an application holds a handle of. */
    int getConnectionsInUse();

    /** Managed connections that are in a transaction. */
    int getConnectionsInTransaction();

    /** Managed connections whose broker is lost, and that their pool has not destroyed yet. */
    int getConnectionsLost();

    /** Managed connections that were ever made. */
    long getConnectionsMade();

    /** Message-driven beans that are deployed. */
    int getActivations();
}
