package io.angarium.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asynchronous calls whose outcome nobody waits for; what goes wrong is logged. */
@SuppressWarnings("FutureReturnValueIgnored") // the listener has the outcome
final class Quietly {
    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);
    private static final GenericFutureListener<Future<Object>> REPORT = Quietly::report;

    private Quietly() {}

    static void close(Channel channel) {
        channel.close().addListener(REPORT);
    }

    static void shutdownOutput(DuplexChannel channel) {
        channel.shutdownOutput();
    }

    static void later(EventLoop loop, Runnable task, long delay, TimeUnit unit) {
        loop.schedule(task, delay, unit).addListener(REPORT);
    }

    private static void report(Future<Object> outcome) {
        if (!outcome.isSuccess() && !outcome.isCancelled()) {
            LOG.warn("a task of an event loop failed", outcome.cause());
        }
    }
}
