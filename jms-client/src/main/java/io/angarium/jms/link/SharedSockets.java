package io.angarium.jms.link;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.Features;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the links of one connection factory, as many on one socket as {@link UriOption#CONNECTIONS_PER_SOCKET} says: {@code docs/protocol.md}, Shared
 * sockets. Where there is no room, one link opens the next socket, and those that come meanwhile wait for what becomes of it.
 *
 * <p>Any thread may call any method. What it has is guarded by its monitor, which is held for no wait and no write.
 */
public final class SharedSockets implements LinkOpener {
    /** How many links share a socket unless the URI says otherwise: with more there is little to be had, and more to be lost with it. */
    private static final int SENDERS = 16;

    /** Where that makes more sockets than four, their number costs more: then each takes four times as many as there are sockets, so that a thousand share sixteen. */
    private static final int FOR_EACH_SOCKET = 4;

    /** The sockets, and what the links on each have in common. */
    private final Map<LinkSocket, List<Object>> sockets = new LinkedHashMap<>();

    private final Map<List<Object>, Attempt> attempts = new HashMap<>();

    /** Somebody opens a socket; the fields are set before it is done. */
    private static final class Attempt {
        final CountDownLatch done = new CountDownLatch(1);

        @Nullable
        LinkException failure;

        boolean alone;
    }

    /** Without any socket. */
    public SharedSockets() {}

    @Override
    public Link open(BrokerUri uri, Hello hello, LinkListener listener) {
        int limit = uri.count(UriOption.CONNECTIONS_PER_SOCKET);
        if (limit == 0) {
            limit = (hello.features() & Features.SHARED_SOCKET) == 0 ? 1 : 0;
        }
        if (limit == 1 || uri.scheme().equals(BrokerUri.VM)) {
            return Links.open(uri, hello, listener);
        }
        int most = limit;
        return Links.open(uri, hello, listener, (address, said, told) -> open(address, said, told, most));
    }

    private Link open(LinkAddress address, Hello hello, LinkListener listener, int most) {
        SocketOpener opener = new SocketOpener(address, UriOption.CONNECT_TIMEOUT.millis(address.options()));
        List<Object> kind = List.of(address, hello.heartbeatMillis());
        while (true) {
            SocketLink joined;
            Attempt others;
            Attempt own = new Attempt();
            synchronized (this) {
                joined = join(kind, hello, listener, most);
                others = joined == null ? attempts.putIfAbsent(kind, own) : null;
            }
            if (joined != null) {
                if (opener.shakeHands(joined, hello)) {
                    return joined;
                }
            } else if (others == null) {
                return connect(kind, own, () -> opener.open(hello, listener, this::retired));
            } else {
                opener.await(others.done);
                LinkException failure = others.failure;
                if (failure != null) {
                    throw new LinkException(null, String.valueOf(failure.getMessage()), failure.getCause());
                }
                if (others.alone) {
                    return opener.open(hello, listener);
                }
            }
        }
    }

    /** @param most of them on a socket, 0: as many as there should be */
    private @Nullable SocketLink join(List<Object> kind, Hello hello, LinkListener listener, int most) {
        int limit =
                most == 0 ? Math.max(SENDERS, FOR_EACH_SOCKET * Collections.frequency(sockets.values(), kind)) : most;
        for (Map.Entry<LinkSocket, List<Object>> each : sockets.entrySet()) {
            SocketLink joined = each.getValue().equals(kind) ? each.getKey().join(hello, listener, limit) : null;
            if (joined != null) {
                return joined;
            }
        }
        return null;
    }

    /** A broker that cannot be reached is so for all who wait, while a refusal is meant for one. */
    private Link connect(List<Object> kind, Attempt attempt, Supplier<SocketLink> opening) {
        try {
            SocketLink opened = opening.get();
            attempt.alone = !opened.socket().canBeShared();
            if (!attempt.alone) {
                add(opened.socket(), kind);
            }
            return opened;
        } catch (LinkException e) {
            attempt.failure = e.code() == null ? e : null;
            throw e;
        } finally {
            synchronized (this) {
                attempts.remove(kind);
            }
            attempt.done.countDown();
        }
    }

    private void add(LinkSocket socket, List<Object> kind) {
        synchronized (this) {
            sockets.put(socket, kind);
        }
        if (socket.hasRetired()) {
            retired(socket);
        }
    }

    private synchronized void retired(LinkSocket socket) {
        sockets.remove(socket);
    }
}
