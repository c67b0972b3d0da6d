package io.angarium.ra.outbound;

/** Makes managed connections for {@code jakarta.jms.QueueConnectionFactory}. Used as {@link AngariumManagedConnectionFactory}. */
public final class AngariumManagedQueueConnectionFactory extends AngariumManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    /** A factory to be set up by its properties. */
    public AngariumManagedQueueConnectionFactory() {}

    @Override
    Domain domain() {
        return Domain.QUEUES;
    }
}
