package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.JMSException;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;

/** The same for the queue domain. Thread-safe. */
public final class AngariumXAQueueConnection extends AngariumQueueConnection implements XAQueueConnection {

    /** See {@link AngariumConnection}. */
    public AngariumXAQueueConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        super(channel, settings, destinations);
    }

    @Override
    public XAQueueSession createXAQueueSession() throws JMSException {
        return open(SessionMode.XA, AngariumXAQueueSession::new);
    }

    @Override
    public XASession createXASession() throws JMSException {
        return open(SessionMode.XA, AngariumXASession::new);
    }
}
