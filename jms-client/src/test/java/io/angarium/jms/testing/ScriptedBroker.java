package io.angarium.jms.testing;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * A broker that does what a test tells it, on a port of its own on the loopback address: each connection plays the script on a thread of
 * its own. A script that fails makes {@link #close} fail, so that no unmet expectation goes unnoticed.
 */
public final class ScriptedBroker implements AutoCloseable {
    /** What the broker says and expects on one connection. */
    @FunctionalInterface
    public interface Script {
        /** Plays it; the connection is closed at its end. */
        void play(Conversation client) throws Exception;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private ScriptedBroker(ServerSocketFactory sockets, Script script) throws IOException {
        this.script = script;
        this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Starts to listen. */
    public static ScriptedBroker play(Script script) {
        return playOver(ServerSocketFactory.getDefault(), script);
    }

    /** Starts to listen on a socket of one's own, for TLS. */
    public static ScriptedBroker playOver(ServerSocketFactory sockets, Script script) {
        try {
            ScriptedBroker broker = new ScriptedBroker(sockets, script);
            broker.start("scripted-broker-accept", broker::accept);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A welcome that promises this much. */
    public static ConnectionFrame.Welcome welcome(int heartbeatMillis) {
        return new ConnectionFrame.Welcome(
                1, 0, new UUID(1, 2), "scripted", 1, Limits.MAX_FRAME_BYTES, heartbeatMillis);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Where it listens, with options such as {@code connectTimeout=1s}, for a connection that ends with its link. */
    public String uri(String... options) {
        String start = "angarium://127.0.0.1:" + port() + "?reconnect=false";
        return options.length == 0 ? start : start + "&" + String.join("&", options);
    }

    /** Stops, cuts all connections, and reports what failed. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            for (Thread thread : new ArrayList<>(threads)) {
                thread.interrupt();
                thread.join(5_000);
            }
        } catch (IOException e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("the script failed: " + failures.get(0), failures.get(0));
            failures.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    private void start(String role, Runnable task) {
        Thread thread = new Thread(task, role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start("scripted-broker-" + sockets.size(), () -> converse(socket));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            script.play(new Conversation(socket));
        } catch (Exception | AssertionError e) {
            if (!closed) {
                failures.add(e);
            }
        }
    }
}
