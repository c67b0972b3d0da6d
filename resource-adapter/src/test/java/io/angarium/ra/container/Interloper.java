package io.angarium.ra.container;

import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between clients and a broker and says to the clients, on command, what the broker has not said. */
public final class Interloper implements AutoCloseable {
    private final ServerSocket server;
    private final int broker;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    public Interloper(int brokerPort) {
        broker = brokerPort;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("interloper", this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int connections() {
        return clients.size();
    }

    /** Says something to the client that has connected last; the broker must be silent meanwhile. */
    public void say(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, bytes);
        Socket client = clients.get(clients.size() - 1);
        try {
            write(client, bytes.array(), bytes.capacity());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket to, byte[] bytes, int length) throws IOException {
        synchronized (to) {
            OutputStream out = to.getOutputStream();
            out.write(bytes, 0, length);
            out.flush();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), broker);
                start("interloper-to-broker", () -> pump(client, there));
                start("interloper-to-client", () -> pump(there, client));
                clients.add(client);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(to, buffer, n);
            }
        } catch (IOException e) {
            return; // the other direction is closed too
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
