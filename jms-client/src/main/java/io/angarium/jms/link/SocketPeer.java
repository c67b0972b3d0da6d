package io.angarium.jms.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketException;

/**
 * A connected socket, TLS on top of it or not. Any thread may write or {@link #abort}; the holder of the reader role reads.
 */
final class SocketPeer {
    private static final Logger LOG = System.getLogger(SocketPeer.class.getName());

    private final String name;
    private final Socket transport;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * @param name host and port, for messages
     * @param transport the TCP socket
     * @param socket what is read and written: the same, or TLS on top of it
     * @throws IOException if it has been closed
     */
    SocketPeer(String name, Socket transport, Socket socket) throws IOException {
        this.name = name;
        this.transport = transport;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Host and port, for messages. */
    String name() {
        return name;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Whether a read that timed out may be tried again; not with TLS, which may lose its place in a record. */
    boolean readsCanTimeOut() {
        return socket == transport;
    }

    /** Sets the time-out of reads, 0 for none. */
    void readTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    /** Closes the TCP socket at once; who reads or writes gets an exception. */
    void abort() {
        abort(name, transport);
    }

    /** Closes a socket that is given up, and ignores if that fails. */
    static void abort(String name, Socket transport) {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the socket to " + name, e);
        }
    }
}
