package io.angarium.server.testing;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ProducerFrame;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A client of the protocol that does just what a test says, on a blocking socket. One thread. */
public final class SocketPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Closeable socket;
    private final int localPort;
    private final DataInputStream in;
    private final OutputStream out;

    private SocketPeer(Closeable socket, int localPort, InputStream in, OutputStream out) {
        this.socket = socket;
        this.localPort = localPort;
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Connects and says nothing. */
    public static SocketPeer connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return new SocketPeer(socket, socket.getLocalPort(), socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to a Unix domain socket and says nothing. Waits for frames as long as it takes. */
    public static SocketPeer connect(Path path) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            return new SocketPeer(channel, 0, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TCP port that it has connected from. */
    public int localPort() {
        return localPort;
    }

    /** Connects, says hello without a name, and reads the welcome. */
    public static SocketPeer welcomed(int port) {
        SocketPeer peer = connect(port);
        peer.send(Hellos.anonymous());
        peer.expect(ConnectionFrame.Welcome.class);
        return peer;
    }

    /** Sends frames in one write. */
    public void send(Frame... frames) {
        int size = 0;
        for (Frame frame : frames) {
            size += FrameCodec.size(frame);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (Frame frame : frames) {
            FrameCodec.encode(frame, buffer);
        }
        sendBytes(buffer.array());
    }

    /** Sends bytes. */
    public void sendBytes(byte... bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame; fails after ten seconds or at the end. */
    public Frame read() {
        return readOrEnd().orElseThrow(() -> new AssertionError("the broker closed the connection"));
    }

    /** The next frame, empty at the end of the stream. */
    public Optional<Frame> readOrEnd() {
        try {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return Optional.of(FrameCodec.decode(ByteBuffer.wrap(bytes)));
        } catch (EOFException e) {
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came within " + TIMEOUT_MILLIS + " ms", e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The next frame that is neither ping nor credit, which must be of a type. */
    public <T extends Frame> T expect(Class<T> type) {
        Frame frame = read();
        while (!type.isInstance(frame) && incidental(frame)) {
            frame = read();
        }
        if (!type.isInstance(frame)) {
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + frame);
        }
        return type.cast(frame);
    }

    /** Whether a frame has begun to come in. */
    public boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean incidental(Frame frame) {
        return frame instanceof ConnectionFrame.Ping || frame instanceof ProducerFrame.ProducerCredit;
    }

    /** Cuts the connection without a word. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
