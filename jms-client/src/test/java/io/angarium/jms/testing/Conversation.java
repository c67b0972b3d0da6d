package io.angarium.jms.testing;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;

/** The broker's end of one connection, for scripts. */
public final class Conversation {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Conversation(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        this.out = socket.getOutputStream();
    }

    /** Waits for the first byte; false if the client left instead, or TLS failed. */
    public boolean isOpen() throws IOException {
        try {
            in.mark(1);
            boolean open = in.read() >= 0;
            in.reset();
            return open;
        } catch (SSLException | SocketException e) {
            return false;
        }
    }

    /** Takes the client's hello and answers with a welcome without heartbeats. */
    public ConnectionFrame.Hello shakeHands() throws IOException {
        return shakeHands(ScriptedBroker.welcome(0));
    }

    /** Takes the client's hello and answers. */
    public ConnectionFrame.Hello shakeHands(ConnectionFrame.Welcome welcome) throws IOException {
        ConnectionFrame.Hello hello = expect(ConnectionFrame.Hello.class);
        send(welcome);
        return hello;
    }

    /** Waits until something has come and nothing more does for a moment, without reading it. */
    public void awaitStall() {
        AtomicInteger before = new AtomicInteger();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            int now = socket.getInputStream().available();
            return now > 0 && before.getAndSet(now) == now;
        });
    }

    /** The next frame; empty at the end of the stream. */
    public Optional<Frame> read() throws IOException {
        try {
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            return Optional.of(FrameCodec.decode(ByteBuffer.wrap(payload)));
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        }
    }

    /** The next frame, which has to be of a type. */
    public <T extends Frame> T expect(Class<T> type) throws IOException {
        Frame frame =
                read().orElseThrow(() -> new AssertionError("expected " + type.getSimpleName() + ", got the end"));
        if (!type.isInstance(frame)) {
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + frame);
        }
        return type.cast(frame);
    }

    /** Sends frames in one write. */
    public void send(Frame... frames) throws IOException {
        sendBytes(bytes(frames));
    }

    /** Sends any bytes. */
    public void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends frames a byte at a time, each a packet of its own. */
    public void dribble(Frame... frames) throws IOException {
        for (byte each : bytes(frames)) {
            out.write(new byte[] {each});
            out.flush();
        }
    }

    /** Sends the first bytes of a frame only. */
    public void sendStart(Frame frame, int count) throws IOException {
        sendBytes(Arrays.copyOf(bytes(frame), count));
    }

    /** Says nothing, and takes what the client sends until it closes. */
    public void stayUntilTheClientLeaves() throws IOException {
        while (read().isPresent()) {
            // What it says does not matter.
        }
    }

    /** Takes frames until the client says goodbye, and answers that. */
    public void partInPeace() throws IOException {
        for (Optional<Frame> frame = read(); frame.isPresent(); frame = read()) {
            if (frame.get() instanceof ConnectionFrame.Goodbye) {
                send(new ConnectionFrame.Goodbye(null, ""));
                return;
            }
        }
    }

    /** The TCP port that the client has connected from. */
    public int clientPort() {
        return socket.getPort();
    }

    /** Whether more has come in than was read. */
    public boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** Makes the close of this connection a reset. */
    public void resetAtTheEnd() throws IOException {
        socket.setSoLinger(true, 0);
    }

    private static byte[] bytes(Frame... frames) {
        ByteBuffer bytes = ByteBuffer.allocate(
                Arrays.stream(frames).mapToInt(FrameCodec::size).sum());
        Arrays.stream(frames).forEach(frame -> FrameCodec.encode(frame, bytes));
        return bytes.array();
    }
}
