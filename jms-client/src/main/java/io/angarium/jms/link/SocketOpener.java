package io.angarium.jms.link;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.Features;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Connects to one address and shakes hands, all within one deadline; says in one line why it did not work. Used by one thread. */
final class SocketOpener {
    private static final Logger LOG = System.getLogger(SocketOpener.class.getName());

    private final LinkAddress address;
    private final String name;
    private final int timeoutMillis;
    private final long deadlineNanos;

    /**
     * @param address where to
     * @param timeoutMillis for connecting and the handshake together, without looking up the name
     */
    SocketOpener(LinkAddress address, int timeoutMillis) {
        this.address = address;
        this.name = new BrokerUri.Address(address.host(), address.port()).toString();
        this.timeoutMillis = timeoutMillis;
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Opens a link on a socket that it has for itself. */
    SocketLink open(Hello hello, LinkListener listener) {
        return open(hello, listener, socket -> {});
    }

    /**
     * Opens a link on a new socket.
     *
     * @param retired see {@link LinkSocket}
     * @throws LinkException if it can not be reached, or refuses
     */
    SocketLink open(Hello hello, LinkListener listener, Consumer<LinkSocket> retired) {
        try {
            return VirtualThreads.spare(() -> begin(hello, listener, retired));
        } catch (IOException e) {
            throw new LinkException(null, explain(e), e);
        }
    }

    /** Over loopback it asks for a Unix domain socket, and does with TCP where that leads nowhere: the broker may live in a container, say. */
    private SocketLink begin(Hello hello, LinkListener listener, Consumer<LinkSocket> retired) throws IOException {
        Socket tcp = connect();
        if (!address.scheme().equals(BrokerUri.TLS) && tcp.getInetAddress().isLoopbackAddress()) {
            try {
                return begin(tcp, wishingLocalSocket(hello, tcp.getLocalPort()), listener, retired);
            } catch (LocalSocketOffer offer) {
                SocketLink local = beginLocally(offer, hello, listener, retired);
                if (local != null) {
                    return local;
                }
            }
            tcp = connect();
        }
        return begin(tcp, hello, listener, retired);
    }

    private static Hello wishingLocalSocket(Hello hello, int fromPort) {
        return new Hello(
                hello.minVersion(),
                hello.maxVersion(),
                Features.wishingLocalSocket(hello.features(), fromPort),
                hello.incarnation(),
                hello.clientId(),
                hello.user(),
                hello.password(),
                hello.product(),
                hello.heartbeatMillis());
    }

    /** Null if nobody answers there; a refusal is one, as it would be over TCP. */
    private @Nullable SocketLink beginLocally(
            LocalSocketOffer offer, Hello hello, LinkListener listener, Consumer<LinkSocket> retired) {
        try {
            if (offer.plausible()) {
                return begin(LocalSocket.to(offer.path()), hello, listener, retired);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "broker " + name + " is not reached by " + offer.path(), e);
        } catch (LinkException e) {
            if (e.code() != null || millisLeftOrNone() == 0) {
                throw e;
            }
            LOG.log(Level.DEBUG, "broker " + name + " does not answer by " + offer.path(), e);
        }
        return null;
    }

    private SocketLink begin(Socket transport, Hello hello, LinkListener listener, Consumer<LinkSocket> retired)
            throws IOException {
        boolean opened = false;
        try {
            SocketPeer peer = new SocketPeer(name, transport, layered(transport));
            SocketLink link = new LinkSocket(peer, handshake(peer, hello), retired).start(listener);
            opened = true;
            return link;
        } finally {
            if (!opened) {
                SocketPeer.abort(name, transport);
            }
        }
    }

    /**
     * Shakes hands on a socket that others use too.
     *
     * @param joined has said its hello
     * @return false if that socket ended meanwhile, which another one may not
     * @throws LinkException if the broker refuses, or does not answer in time
     */
    boolean shakeHands(SocketLink joined, Hello hello) {
        boolean done = false;
        try {
            if (!Waits.through(() -> joined.awaitAnswer(deadlineNanos))) {
                throw silent(null);
            }
            done = joined.isAnswered(hello);
            return done;
        } finally {
            if (!done) {
                joined.giveUp();
            }
        }
    }

    /**
     * Waits for what somebody else does.
     *
     * @throws LinkException if it is not done in time
     */
    void await(CountDownLatch done) {
        if (!Waits.through(() -> done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS))) {
            throw new LinkException(null, explain(new SocketTimeoutException("connect")), null);
        }
    }

    /** Tries all addresses of the host, as "localhost" may be ::1 first while the broker listens on 127.0.0.1. */
    private Socket connect() throws IOException {
        IOException failure = new UnknownHostException(address.host());
        for (InetAddress each : InetAddress.getAllByName(address.host())) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(each, address.port()), millisLeft());
                return socket;
            } catch (IOException e) {
                SocketPeer.abort(name, socket);
                failure = e;
            }
        }
        throw failure;
    }

    private Socket layered(Socket transport) throws IOException {
        if (!address.scheme().equals(BrokerUri.TLS)) {
            return transport;
        }
        SSLSocket socket =
                (SSLSocket) tls().getSocketFactory().createSocket(transport, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(millisLeft());
        socket.startHandshake();
        return socket;
    }

    private static SSLContext tls() throws SSLException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("the JVM has no default TLS context: " + e.getMessage(), e);
        }
    }

    private Handshake handshake(SocketPeer peer, Hello hello) throws IOException {
        try {
            return Handshake.with(peer, hello, deadlineNanos);
        } catch (SocketTimeoutException e) {
            throw silent(e);
        }
    }

    private LinkException silent(@Nullable SocketTimeoutException cause) {
        return new LinkException(
                null,
                name + " took the connection but said nothing within " + timeoutMillis
                        + " ms: is it an Angarium broker?",
                cause);
    }

    private int millisLeft() throws SocketTimeoutException {
        int millis = millisLeftOrNone();
        if (millis == 0) {
            throw new SocketTimeoutException("connect");
        }
        return millis;
    }

    private int millisLeftOrNone() {
        return (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
    }

    private String explain(IOException e) {
        String start = "cannot reach broker " + name + ": ";
        if (e instanceof UnknownHostException) {
            return start + "unknown host " + address.host();
        }
        if (e instanceof SocketTimeoutException) {
            return start + "no answer within " + timeoutMillis + " ms";
        }
        if (e instanceof NoRouteToHostException) {
            return start + "no route to the host";
        }
        if (e instanceof ConnectException) {
            return start + "connection refused, nothing listens there";
        }
        if (e instanceof SSLException) {
            return start + "TLS failed: " + e.getMessage();
        }
        return start + e.getMessage();
    }
}
