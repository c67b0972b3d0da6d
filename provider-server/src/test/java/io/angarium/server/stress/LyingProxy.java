package io.angarium.server.stress;

import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a broker, reads every frame, and tells a lie now and then. Two threads for each connection. */
public final class LyingProxy implements AutoCloseable {
    private final Tamper lie;
    private final int brokerPort;
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Random random;

    /** @param lie what it makes of frames */
    public LyingProxy(Tamper lie, int brokerPort, long seed) {
        this.lie = lie;
        this.brokerPort = brokerPort;
        this.random = new Random(seed);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("lying-proxy-accept", this::accept);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(broker);
                start("lying-proxy-up", () -> pass(client, broker, true));
                start("lying-proxy-down", () -> pass(broker, client, false));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void pass(Socket from, Socket to, boolean up) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            while (true) {
                byte[] payload = new byte[in.readInt()];
                in.readFully(payload);
                Frame frame = FrameCodec.decode(ByteBuffer.wrap(payload));
                write(to, told(frame, up));
            }
        } catch (EOFException | SocketException gone) {
            // One side has left; so does the other.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized List<Frame> told(Frame frame, boolean up) {
        return up ? lie.toBroker(frame, random) : lie.toClient(frame, random);
    }

    private static void write(Socket to, List<Frame> frames) throws IOException {
        for (Frame frame : frames) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
            FrameCodec.encode(frame, bytes);
            to.getOutputStream().write(bytes.array());
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            for (Thread thread : threads) {
                thread.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
