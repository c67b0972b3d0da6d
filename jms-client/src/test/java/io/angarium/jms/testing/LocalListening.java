package io.angarium.jms.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.ServerSocketFactory;

/** Has a {@link ScriptedBroker} listen at a Unix domain socket. Its conversations read or write, but not both at a time. */
public final class LocalListening extends ServerSocketFactory {
    private final Path path;

    /** Where it will listen. */
    public LocalListening(Path path) {
        this.path = path;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new Listener(path);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress host) throws IOException {
        return createServerSocket(port);
    }

    private static final class Listener extends ServerSocket {
        private final ServerSocketChannel channel;

        Listener(Path path) throws IOException {
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
        }

        @Override
        public Socket accept() throws IOException {
            try {
                return new Accepted(channel.accept());
            } catch (ClosedChannelException e) {
                throw new SocketException("Socket closed");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            super.close();
        }
    }

    private static final class Accepted extends Socket {
        private final SocketChannel channel;

        Accepted(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void setTcpNoDelay(boolean on) {
            // such sockets hold nothing back
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
