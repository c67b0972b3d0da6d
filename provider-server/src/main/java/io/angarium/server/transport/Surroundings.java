package io.angarium.server.transport;

import io.angarium.server.host.EngineHost;
import io.angarium.server.security.Authenticator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the connections of a server share. Thread-safe. */
final class Surroundings {
    private final TransportSettings settings;
    private final EngineHost host;
    private final Authenticator authenticator;
    private final Executor slowWork;
    private final Map<EventLoop, LoopBatch> batches = new ConcurrentHashMap<>();
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String localSocket;

    Surroundings(TransportSettings settings, EngineHost host, Authenticator authenticator, Executor slowWork) {
        this.settings = settings;
        this.host = host;
        this.authenticator = authenticator;
        this.slowWork = slowWork;
    }

    TransportSettings settings() {
        return settings;
    }

    EngineHost host() {
        return host;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** Where password hashes are computed. */
    Executor slowWork() {
        return slowWork;
    }

    LoopBatch batchOf(EventLoop loop) {
        return batches.computeIfAbsent(loop, key -> new LoopBatch(key, host));
    }

    /** The path of the Unix domain socket, null if there is none. */
    @Nullable
    String localSocket() {
        return localSocket;
    }

    /** There is one from now on, or no more. */
    void localSocket(@Nullable String path) {
        localSocket = path;
    }

    void opened(Channel channel) {
        open.add(channel);
    }

    void closed(Channel channel) {
        open.remove(channel);
    }

    /** The connections that are open now. */
    Set<Channel> open() {
        return open;
    }
}
