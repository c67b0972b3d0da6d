package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;

/** A connection whose sessions can take part in the transactions of somebody else: Jakarta Messaging 3.1 section 6.2.8. Thread-safe. */
public final class AngariumXAConnection extends AngariumConnection implements XAConnection {

    /** See {@link AngariumConnection}. */
    public AngariumXAConnection(Channel channel, ClientSettings settings, DestinationFactory destinations) {
        super(channel, settings, destinations);
    }

    @Override
    public XASession createXASession() throws JMSException {
        return open(SessionMode.XA, AngariumXASession::new);
    }
}
