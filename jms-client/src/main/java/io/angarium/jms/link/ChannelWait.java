package io.angarium.jms.link;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a channel that does not block can be read, or written. One thread at a time waits; any may close it, which wakes that one. */
final class ChannelWait {
    private final SocketChannel channel;
    private final int operation;
    private @Nullable Selector selector; // under the monitor; made by the first who waits
    private boolean closed; // under the monitor

    ChannelWait(SocketChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /**
     * Waits, over interrupts.
     *
     * @param deadline value of {@link System#nanoTime} at which to give up, null for never
     * @return false at the deadline
     * @throws java.nio.channels.ClosedSelectorException if it is closed meanwhile
     * @throws ClosedChannelException if it has been closed before
     */
    boolean await(@Nullable Long deadline) throws IOException {
        Selector waited = selector();
        boolean interrupted = false;
        try {
            while (true) {
                long millis = deadline == null ? 0 : millisTo(deadline);
                if (millis < 0) {
                    return false;
                }
                interrupted |= Thread.interrupted();
                if (waited.select(ready -> {}, millis) > 0) {
                    return true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** At least one, as zero is for ever, or less than zero once it is over. */
    private static long millisTo(long deadline) {
        long left = deadline - System.nanoTime();
        return left <= 0 ? -1 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left + 999_999));
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Selector known = selector;
        if (known == null) {
            known = Selector.open();
            selector = known;
            channel.register(known, operation);
        }
        return known;
    }

    /** Whoever waits gets an exception, and so does who comes later. */
    void close() throws IOException {
        Selector known;
        synchronized (this) {
            closed = true;
            known = selector;
        }
        if (known != null) {
            known.close();
        }
    }
}
