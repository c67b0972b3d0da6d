package io.angarium.server.transport;

import io.angarium.server.host.Outlet;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out to one connection. Frames wait here, unencoded, while the peer does not read: a delivery is the engine's message, so waiting costs little, and the
 * consumer's credit bounds it. Offered by any thread that holds the engine; written by the connection's loop.
 */
final class Outflow implements Outlet, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Outflow.class);

    /** What a frame is taken to need beside a message. */
    private static final int SMALL_FRAME_BYTES = 128;

    /** How long a peer has to close after our goodbye before we do. */
    private static final long LINGER_MILLIS = 1_000;

    /** How long a peer has to read our goodbye. */
    private static final long GOODBYE_MILLIS = 5_000;

    private final Channel channel;
    private final long maxBytes;
    private final LongConsumer partsWritten;
    private final FrameWriter writer;
    private final Queue<Batch> offered = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean ending;
    private boolean deadlineSet;
    private boolean goodbyeQueued;
    private boolean goodbyeSent;
    private boolean writing;
    private long writes;

    private record Batch(List<Frame> frames, long bytes, boolean last) {}

    /**
     * @param maxBytes so many may wait for a peer that does not read
     * @param partsWritten told on the loop how many bytes of parts of bodies wait here no more
     */
    Outflow(Channel channel, long maxBytes, LongConsumer partsWritten) {
        this.partsWritten = partsWritten;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.writer = new FrameWriter(channel.alloc());
    }

    @Override
    public void offer(List<Frame> frames, boolean last) {
        long bytes = 0;
        for (Frame frame : frames) {
            bytes += SMALL_FRAME_BYTES + content(frame);
        }
        waitingBytes.addAndGet(bytes);
        offered.add(new Batch(frames, bytes, last));
        if (last) {
            ending = true;
        }
    }

    /** What a frame carries of a message. */
    private static int content(Frame frame) {
        return frame instanceof ConsumerFrame.Deliver deliver
                ? deliver.message().size()
                : FrameWriter.partBytes(frame);
    }

    @Override
    public void flush() {
        if (channel.eventLoop().inEventLoop()) {
            write();
        } else if (scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this);
        }
    }

    /** On the loop, for another thread. */
    @Override
    public void run() {
        scheduled.set(false);
        write();
    }

    /** How often something was given to the channel; changes when the peer is sent something. */
    long writes() {
        return writes;
    }

    /** Whether the goodbye is on its way: nothing from the peer matters any more. */
    boolean ending() {
        return goodbyeQueued;
    }

    /** Sends a frame of the transport's own. */
    void send(Frame frame) {
        offer(List.of(frame), false);
        write();
    }

    /** Says goodbye after everything offered before, and closes. */
    void end(@Nullable ErrorCode code, String reason) {
        offer(List.of(new ConnectionFrame.Goodbye(code, reason)), true);
        write();
    }

    /** Forgets what waits; the channel is gone. */
    void clear() {
        goodbyeQueued = true;
        offered.clear();
        writer.clear();
    }

    /** Writes as much as the peer takes. Loop thread. */
    void write() {
        if (!channel.isActive()) {
            clear();
            return;
        }
        if (writing) {
            return;
        }
        if (ending && !deadlineSet) { // also for a peer that reads nothing, whose goodbye is never written
            deadlineSet = true;
            Quietly.later(channel.eventLoop(), () -> Quietly.close(channel), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
        writing = true;
        try {
            writeWhileWritable();
        } catch (WireException e) {
            LOG.error(
                    "{}: a frame of the broker cannot be encoded, the connection is closed",
                    channel.remoteAddress(),
                    e);
            Quietly.close(channel);
        } finally {
            writing = false;
        }
        long parts = writer.takePartBytes();
        if (parts > 0) {
            partsWritten.accept(parts);
        }
        if (waitingBytes.get() > maxBytes) {
            LOG.warn(
                    "{}: closed, because it does not read: {} bytes wait for it",
                    channel.remoteAddress(),
                    waitingBytes);
            Quietly.close(channel);
        }
    }

    private void writeWhileWritable() {
        ChannelFuture last = fillChannel();
        while (last != null) {
            writes++;
            channel.flush();
            if (goodbyeQueued && !goodbyeSent && writer.isEmpty()) {
                goodbyeSent = true;
                lingerAfter(last);
            }
            last = fillChannel();
        }
    }

    /** Gives the channel buffers until it has enough; the last write, or null if there was none. */
    private @Nullable ChannelFuture fillChannel() {
        ChannelFuture last = null;
        while (channel.isWritable() && (!writer.isEmpty() || takeBatch())) {
            ByteBuf buffer = writer.next();
            if (buffer != null) {
                last = channel.write(buffer);
            }
        }
        return last;
    }

    /** Moves one offered batch to the writer; false if there is none. */
    private boolean takeBatch() {
        Batch batch = offered.poll();
        if (batch == null) {
            return false;
        }
        waitingBytes.addAndGet(-batch.bytes());
        if (!goodbyeQueued) {
            writer.add(batch.frames());
            if (batch.last()) {
                goodbyeQueued = true;
            }
        }
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is the same future
    private void lingerAfter(ChannelFuture goodbye) {
        goodbye.addListener(done -> linger());
    }

    /** Lets the peer read the goodbye before the socket goes: closing at once could discard it. */
    private void linger() {
        if (channel instanceof DuplexChannel duplex) {
            Quietly.shutdownOutput(duplex);
        }
        Quietly.later(channel.eventLoop(), () -> Quietly.close(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
