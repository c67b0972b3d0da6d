package io.angarium.ra.outbound;

/** Makes managed connections for {@code jakarta.jms.TopicConnectionFactory}. Used as {@link AngariumManagedConnectionFactory}. */
public final class AngariumManagedTopicConnectionFactory extends AngariumManagedConnectionFactory {
    private static final long serialVersionUID = 1L;

    /** A factory to be set up by its properties. */
    public AngariumManagedTopicConnectionFactory() {}

    @Override
    Domain domain() {
        return Domain.TOPICS;
    }
}
