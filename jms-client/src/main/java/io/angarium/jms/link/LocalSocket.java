package io.angarium.jms.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;

/**
 * A Unix domain socket to be used like others, by its streams. One thread at a time reads and one writes; any may close it, which wakes both. An interrupt does nothing
 * to it: the channel does not block, and what waits for it goes on waiting.
 */
final class LocalSocket extends Socket {
    /** Bytes for the system at a time: it copies them through memory that each thread keeps. */
    private static final int PIECE = 64 * 1024;

    /** Room for what the peer has not read, as much of it as the system gives: by default some hundred small frames fill it. */
    private static final int BUFFER = 1024 * 1024;

    private final SocketChannel channel;
    private final ChannelWait readable;
    private final ChannelWait writable;
    private final InputStream in = new In();
    private final OutputStream out = new Out();
    private volatile int timeoutMillis;

    private LocalSocket(SocketChannel channel) throws IOException {
        super((SocketImpl) null);
        this.channel = channel;
        this.readable = new ChannelWait(channel, SelectionKey.OP_READ);
        this.writable = new ChannelWait(channel, SelectionKey.OP_WRITE);
    }

    /**
     * Connects, at once or not at all.
     *
     * @param path of the socket
     * @throws IOException if nobody listens there, or this system has no such sockets
     */
    static LocalSocket to(String path) throws IOException {
        SocketChannel channel = null;
        boolean connected = false;
        try {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
            connected = channel.connect(address);
            if (!connected) {
                throw new SocketException("nobody takes connections at " + path);
            }
            return new LocalSocket(channel);
        } catch (UnsupportedOperationException | InvalidPathException e) {
            throw new IOException("no socket at " + path + ": " + e.getMessage(), e);
        } finally {
            if (channel != null && !connected) {
                channel.close();
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            return UnixDomainSocketAddress.of("");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally { // they keep its descriptor, and wait for it
            readable.close();
            writable.close();
        }
    }

    /** Closing it in the middle is to look the same as with other sockets. */
    private static SocketException closed(Exception cause) {
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(cause);
        return closed;
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try {
                ByteBuffer into = ByteBuffer.wrap(bytes, offset, Math.min(length, PIECE));
                int count = channel.read(into);
                if (count == 0) {
                    long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
                    for (; count == 0; count = channel.read(into)) {
                        if (!readable.await(timeoutMillis == 0 ? null : deadline)) {
                            throw new SocketTimeoutException("Read timed out");
                        }
                    }
                }
                return count;
            } catch (ClosedChannelException | ClosedSelectorException e) {
                throw closed(e);
            }
        }

        @Override
        public int available() throws IOException {
            return 0;
        }

        @Override
        public void close() throws IOException {
            LocalSocket.this.close();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            int at = offset;
            try {
                while (at < end) {
                    int count = channel.write(ByteBuffer.wrap(bytes, at, Math.min(end - at, PIECE)));
                    if (count == 0) {
                        writable.await(null);
                    }
                    at += count;
                }
            } catch (ClosedChannelException | ClosedSelectorException e) {
                throw closed(e);
            }
        }

        @Override
        public void close() throws IOException {
            LocalSocket.this.close();
        }
    }
}
