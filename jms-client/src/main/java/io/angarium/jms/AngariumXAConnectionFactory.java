package io.angarium.jms;

import io.angarium.jms.context.AngariumXAContext;
import io.angarium.jms.error.Unchecked;
import io.angarium.jms.session.AngariumXAConnection;
import io.angarium.jms.session.AngariumXAQueueConnection;
import io.angarium.jms.session.AngariumXATopicConnection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections whose sessions take part in the transactions of a transaction manager: Jakarta Messaging 3.1 section 6.2.8. Set up,
 * serialised and kept in JNDI like {@link AngariumConnectionFactory}; a class of its own, since containers and frameworks ask which kind
 * a factory is. XA connections do not come back by themselves, whatever the URI says of {@code reconnect}: a lost one answers
 * {@code XAER_RMFAIL}, and recovery finds out what became of a call that was under way.
 */
public final class AngariumXAConnectionFactory extends AngariumConnectionFactory
        implements XAConnectionFactory, XAQueueConnectionFactory, XATopicConnectionFactory {
    private static final long serialVersionUID = 1L;

    /** A factory for {@link #DEFAULT_URI}. */
    public AngariumXAConnectionFactory() {}

    /**
     * @param uri see {@link io.angarium.jms.uri.BrokerUri}
     * @throws IllegalArgumentException if it is no broker URI, in one line that says why
     */
    public AngariumXAConnectionFactory(String uri) {
        super(uri);
    }

    @Override
    public XAConnection createXAConnection() throws JMSException {
        return openOnce(AngariumXAConnection::new);
    }

    @Override
    public XAConnection createXAConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return openOnce(user, password, AngariumXAConnection::new);
    }

    @Override
    public XAQueueConnection createXAQueueConnection() throws JMSException {
        return openOnce(AngariumXAQueueConnection::new);
    }

    @Override
    public XAQueueConnection createXAQueueConnection(@Nullable String user, @Nullable String password)
            throws JMSException {
        return openOnce(user, password, AngariumXAQueueConnection::new);
    }

    @Override
    public XATopicConnection createXATopicConnection() throws JMSException {
        return openOnce(AngariumXATopicConnection::new);
    }

    @Override
    public XATopicConnection createXATopicConnection(@Nullable String user, @Nullable String password)
            throws JMSException {
        return openOnce(user, password, AngariumXATopicConnection::new);
    }

    @Override
    public XAJMSContext createXAContext() {
        return Unchecked.get(() -> new AngariumXAContext(openOnce(AngariumXAConnection::new)));
    }

    @Override
    public XAJMSContext createXAContext(@Nullable String user, @Nullable String password) {
        return Unchecked.get(() -> new AngariumXAContext(openOnce(user, password, AngariumXAConnection::new)));
    }
}
