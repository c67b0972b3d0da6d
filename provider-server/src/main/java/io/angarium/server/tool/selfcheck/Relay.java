package io.angarium.server.tool.selfcheck;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a broker and misbehaves on command: delays, cuts after so many bytes, swallows one direction, freezes,
 * throttles, passes byte by byte. It never alters or repeats bytes. Any thread may command it; two threads for each connection.
 */
public final class Relay implements AutoCloseable {
    /** A direction. */
    public enum Way {
        TO_BROKER,
        TO_CLIENT
    }

    /** So many bytes are passed on at a time unless told otherwise. */
    public static final int USUAL = 16 * 1024;

    private static final int PORTIONS_PER_SECOND = 100;

    private static final System.Logger LOG = System.getLogger(Relay.class.getName());

    private final ServerSocket server;
    private final InetSocketAddress broker;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Direction toBroker = new Direction();
    private final Direction toClient = new Direction();
    private volatile boolean frozen;
    private volatile boolean refusing;
    private volatile boolean closed;
    private volatile @Nullable Way swallowed;
    private volatile long delayNanos;
    private volatile int most = USUAL;

    /** What passes one way. */
    private static final class Direction {
        final AtomicLong passed = new AtomicLong();
        final AtomicLong cutAt = new AtomicLong(Long.MAX_VALUE);
    }

    private Direction of(Way way) {
        return way == Way.TO_BROKER ? toBroker : toClient;
    }

    /** Stands before a broker on the loopback interface. */
    public Relay(int brokerPort) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort));
    }

    /** Listens on a free port of the loopback interface. */
    public Relay(InetSocketAddress broker) {
        this.broker = broker;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("angarium-relay-accept", this::accept);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Cuts all connections; new ones are taken. */
    public void cut() {
        List<Socket> now = List.copyOf(sockets);
        now.forEach(Relay::abort);
        sockets.removeAll(now);
    }

    /** Cuts all connections when so many more bytes have passed that way. */
    public void cutAfter(Way way, long bytes) {
        of(way).cutAt.set(of(way).passed.get() + bytes);
    }

    /** Passes nothing on until told otherwise. */
    public void freeze(boolean value) {
        frozen = value;
        signal();
    }

    /** Takes no connections, those that come are closed at once. */
    public void refuse(boolean value) {
        refusing = value;
    }

    /** Reads and drops what comes that way on the connections that are there now; null for nothing. */
    public void swallow(@Nullable Way way) {
        swallowed = way;
    }

    /** Passes on everything that much later. */
    public void delay(long millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Passes on at most so many bytes at a time. */
    public void portions(int bytes) {
        most = bytes;
    }

    /** Passes on no more than about so many bytes of a connection in a second, each way; 0 for as many as come. */
    public void throttle(int bytesPerSecond) {
        portions(bytesPerSecond == 0 ? USUAL : Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND));
        delay(bytesPerSecond == 0 ? 0 : 1000 / PORTIONS_PER_SECOND);
    }

    /** How many connections there have been. */
    public long connections() {
        return connections.get();
    }

    /** How many it has refused. */
    public long refused() {
        return refused.get();
    }

    /** How many bytes have passed that way. */
    public long passed(Way way) {
        return of(way).passed.get();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    refused.incrementAndGet();
                    abort(client);
                } else {
                    join(client);
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void join(Socket client) {
        Socket peer = new Socket();
        try {
            peer.connect(new InetSocketAddress(broker.getHostString(), broker.getPort()), 5_000);
            client.setTcpNoDelay(true);
            peer.setTcpNoDelay(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "there is no broker", e);
            abort(client);
            abort(peer);
            return;
        }
        connections.incrementAndGet();
        sockets.add(client);
        sockets.add(peer);
        start("angarium-relay-to-broker", () -> pump(client, peer, Way.TO_BROKER));
        start("angarium-relay-to-client", () -> pump(peer, client, Way.TO_CLIENT));
    }

    private void pump(Socket from, Socket to, Way way) {
        byte[] buffer = new byte[USUAL];
        boolean swallows = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int portion;
                for (int at = 0; at < n; at += portion) {
                    portion = Math.min(most, n - at);
                    awaitThaw();
                    swallows |= swallowed == way;
                    pass(buffer, at, portion, swallows ? OutputStream.nullOutputStream() : out, of(way));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "cut, which is what this is for", e);
        } finally {
            abort(from);
            abort(to);
            sockets.remove(from);
            threads.remove(Thread.currentThread());
        }
    }

    private void pass(byte[] buffer, int from, int n, OutputStream out, Direction direction) throws IOException {
        long room = direction.cutAt.get() - direction.passed.get();
        int pass = (int) Math.min(n, Math.max(0, room));
        direction.passed.addAndGet(pass); // before anybody can have them
        out.write(buffer, from, pass);
        if (pass < n || room == n) {
            direction.cutAt.set(Long.MAX_VALUE);
            cut();
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            long left = delayNanos;
            while (!closed && (frozen || left > 0)) {
                if (frozen) {
                    changed.awaitUninterruptibly();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void abort(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        frozen = false;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        signal();
        for (Thread thread : threads) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
