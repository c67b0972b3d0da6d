package io.angarium.jms.link;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import io.angarium.wire.ConnectionFrame;

/** Opens links over TCP, with or without TLS. Stateless. */
final class SocketLinkProvider implements LinkProvider {

    @Override
    public boolean handles(String scheme) {
        return scheme.equals(BrokerUri.PLAIN) || scheme.equals(BrokerUri.TLS);
    }

    /** {@inheritDoc} The time is that of {@link UriOption#CONNECT_TIMEOUT}. */
    @Override
    public Link open(LinkAddress address, ConnectionFrame.Hello hello, LinkListener listener) {
        int timeoutMillis = UriOption.CONNECT_TIMEOUT.millis(address.options());
        return new SocketOpener(address, timeoutMillis).open(hello, listener);
    }
}
