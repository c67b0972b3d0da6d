package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.JMSException;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;

/** An XA connection of the queue domain: Jakarta Messaging 3.1 section 11.3.2. Thread-safe. */
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
