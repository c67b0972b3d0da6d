package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.JMSException;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;

/** An XA connection of the topic domain: Jakarta Messaging 3.1 section 11.3.2. Thread-safe. */
public final class AngariumXATopicConnection extends AngariumTopicConnection implements XATopicConnection {

    /** See {@link AngariumConnection}. */
    public AngariumXATopicConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        super(channel, settings, destinations);
    }

    @Override
    public XATopicSession createXATopicSession() throws JMSException {
        return open(SessionMode.XA, AngariumXATopicSession::new);
    }

    @Override
    public XASession createXASession() throws JMSException {
        return open(SessionMode.XA, AngariumXASession::new);
    }
}
