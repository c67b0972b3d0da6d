package io.angarium.server.transport;

import io.angarium.server.host.EngineHost;
import io.angarium.server.security.Authenticator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and keeps the event loops. Started by its constructor, stopped by {@link #stop}. */
public final class NettyServer {
    private static final Logger LOG = LoggerFactory.getLogger(NettyServer.class);
    private static final int BACKLOG = 1024;
    private static final int READ_BYTES = 256 * 1024;

    /** A channel takes more while it holds less than the lower, and none while it holds more than the upper. */
    private static final WriteBufferWaterMark WRITE_AHEAD = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    /** Room for what a client on this machine has not read: by default some hundred small frames fill it. */
    private static final int LOCAL_SEND_BYTES = 1024 * 1024;

    /** Hellos that may wait for their judgement. */
    private static final int MAX_JUDGEMENTS = 4096;

    private static final int JUDGES = 2;

    private final Surroundings around;
    private final ThreadPoolExecutor judges;
    private final MultiThreadIoEventLoopGroup loops;
    private final Channel listening;
    private final @Nullable Channel listeningLocally;
    private volatile boolean stopping;

    /**
     * Starts to listen.
     *
     * @param data the broker's data folder, for a Unix domain socket
     * @throws ListenException if the address cannot be had
     */
    public NettyServer(TransportSettings settings, Path data, EngineHost host, Authenticator authenticator) {
        ThreadFactory judgeThreads = RoleThreads.named("angarium-auth");
        judges = new ThreadPoolExecutor(
                JUDGES, JUDGES, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_JUDGEMENTS), judgeThreads);
        judges.allowCoreThreadTimeOut(true);
        around = new Surroundings(settings, host, authenticator, judges);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(settings.loops(), RoleThreads.named("angarium-loop"), io);
        loops.forEach(this::watch);
        listeningLocally =
                epoll && settings.localSocket() ? listenLocally(data) : null; // before anybody can ask for it
        listening = listen(settings, epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** No new connections from now on. */
    public void stopListening() {
        listening.close().awaitUninterruptibly();
        stopListeningLocally();
    }

    private void stopListeningLocally() {
        if (listeningLocally != null) {
            around.localSocket(null);
            listeningLocally.close().awaitUninterruptibly();
        }
    }

    /**
     * Ends the loops. Connections that have been told goodbye get a moment to read it.
     *
     * @param graceMillis how long that may take
     */
    public void stop(long graceMillis) {
        stopListening();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
        while (!around.open().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(2));
        }
        if (!around.open().isEmpty()) {
            LOG.warn("{} connections did not close by themselves", around.open().size());
        }
        around.open().forEach(channel -> channel.close().awaitUninterruptibly(graceMillis));
        stopping = true;
        judges.shutdownNow();
        loops.shutdownGracefully(0, graceMillis, TimeUnit.MILLISECONDS).awaitUninterruptibly(graceMillis);
    }

    /** Without a loop its connections, and with the first one all new ones, would wait for ever. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is the same future
    private void watch(EventExecutor loop) {
        loop.terminationFuture().addListener(over -> {
            if (!stopping) {
                around.host().broken(new IllegalStateException("an event loop has ended", over.cause()));
            }
        });
    }

    private Channel listen(TransportSettings settings, Class<? extends ServerSocketChannel> type) {
        ServerBootstrap bootstrap = bootstrap(type)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        KeepAlive.on(channel);
                        SocketConnection.on(channel, around);
                    }
                });
        ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            stopping = true;
            stopListeningLocally();
            judges.shutdownNow();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            throw new ListenException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + " (" + reason(cause)
                            + "); stop what uses that port, or choose another one",
                    cause);
        }
        return bound.channel();
    }

    /** Where that does not work, clients stay with TCP. The channel removes its file when it is closed; who is connected stays so. */
    private @Nullable Channel listenLocally(Path data) {
        Path file = LocalSocketFile.in(data);
        if (file == null) {
            return null;
        }
        String path = file.toString();
        ServerBootstrap bootstrap = bootstrap(EpollServerDomainSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, LOCAL_SEND_BYTES)
                .childOption(ChannelOption.AUTO_CLOSE, false) // a failed write: what a killed client wrote last is read
                .childHandler(new ChannelInitializer<EpollDomainSocketChannel>() {
                    @Override
                    protected void initChannel(EpollDomainSocketChannel channel) {
                        SocketConnection.on(channel, around);
                    }
                });
        ChannelFuture bound = bootstrap.bind(new DomainSocketAddress(path)).awaitUninterruptibly();
        if (bound.cause() != null) {
            LOG.warn(
                    "no local socket at {} ({}); clients on this machine use TCP",
                    path,
                    bound.cause().getMessage());
            return null;
        }
        around.localSocket(path);
        return bound.channel();
    }

    private ServerBootstrap bootstrap(Class<? extends ServerChannel> type) {
        return new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_AHEAD)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1024, 16 * 1024, READ_BYTES));
    }

    private static String reason(Throwable cause) {
        boolean unknown = cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException;
        return unknown ? "no such host" : String.valueOf(cause.getMessage());
    }
}
