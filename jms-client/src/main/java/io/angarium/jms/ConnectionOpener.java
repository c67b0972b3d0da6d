package io.angarium.jms;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkOpener;
import io.angarium.jms.reconnect.ReconnectSettings;
import io.angarium.jms.reconnect.ReconnectingLink;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ClientSettings;
import io.angarium.jms.session.DestinationFactory;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import io.angarium.wire.ProtocolVersion;
import io.angarium.wire.TextLimits;
import jakarta.jms.JMSException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects: from a URI and credentials to a connection object. No state. */
final class ConnectionOpener {
    private static final String PRODUCT = "Angarium JMS client 0.1";

    private ConnectionOpener() {}

    /** Makes one of the kinds of connection. */
    @FunctionalInterface
    interface Maker<C extends AngariumConnection> {
        C make(Channel channel, ClientSettings settings, DestinationFactory destinations);
    }

    /**
     * User and password.
     *
     * @param user null for anonymous
     */
    record Credentials(@Nullable String user, @Nullable String password) {}

    static <C extends AngariumConnection> C open(
            LinkOpener links, BrokerUri uri, ClientSettings settings, Credentials credentials, Maker<C> maker)
            throws JMSException {
        check(ErrorCode.INVALID_CLIENT_ID, "a client identifier", settings.clientId());
        check(ErrorCode.AUTHENTICATION, "a user name", credentials.user());
        check(ErrorCode.AUTHENTICATION, "a password", credentials.password());
        boolean unsaid = uri.count(UriOption.CONNECTIONS_PER_SOCKET) == 0;
        boolean comesBack = links.reconnects() && !uri.scheme().equals(BrokerUri.VM) && uri.flag(UriOption.RECONNECT);
        // Who moves must come to the same broker, which several addresses may not lead to.
        boolean shares = unsaid && comesBack && uri.addresses().size() == 1;
        Hello hello = hello(
                uri,
                settings.incarnation(),
                settings.clientId(),
                credentials,
                unsaid && !shares ? Features.ALONE : Features.SUPPORTED);
        FrameRouter router = new FrameRouter();
        try {
            Link link = comesBack ? open(links, uri, hello, router, shares) : links.open(uri, hello, router);
            return maker.make(new Channel(link, router, settings.callTimeout()), settings, new PublicDestinations());
        } catch (LinkException e) {
            throw JmsExceptions.of(e);
        }
    }

    /** What a client says first. */
    static Hello hello(
            BrokerUri uri, UUID incarnation, @Nullable String clientId, Credentials credentials, long features) {
        return new Hello(
                ProtocolVersion.LOWEST,
                ProtocolVersion.CURRENT,
                features,
                incarnation,
                clientId,
                credentials.user(),
                credentials.password(),
                PRODUCT,
                uri.millis(UriOption.HEARTBEAT));
    }

    /** Over a network, by a link that comes back; a broker in this JVM is there or is not. */
    private static Link open(LinkOpener links, BrokerUri uri, Hello hello, FrameRouter router, boolean shares) {
        long timeout = uri.millis(UriOption.RECONNECT_TIMEOUT);
        ReconnectSettings settings = new ReconnectSettings(
                TimeUnit.MILLISECONDS.toNanos(uri.millis(UriOption.START_TIMEOUT)),
                timeout == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeout),
                TimeUnit.MILLISECONDS.toNanos(uri.millis(UriOption.RECONNECT_DELAY)),
                uri.addresses(),
                shares);
        return ReconnectingLink.open((said, listener) -> links.open(uri, said, listener), hello, router, settings);
    }

    private static void check(ErrorCode code, String what, @Nullable String text) throws JMSException {
        String problem = text == null ? null : TextLimits.problem(what, text, Limits.MAX_NAME_BYTES);
        if (problem != null) {
            throw JmsExceptions.of(code, problem);
        }
    }
}
