package io.angarium.server.transport;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out to one socket, of all its conversations. Frames wait here, unencoded, while the peer does not read: a delivery is the engine's message, so waiting costs little, and {@link
 * FillLevel} bounds it. Offered by any thread that holds the engine; written by the connection's loop.
 */
final class Outflow implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Outflow.class);

    /** Of what is small, so much goes into one buffer, whoever it is for: what a round says to many conversations. */
    private static final long TOGETHER_BYTES = 16 * 1024;

    /** From so much on nothing more is delivered to a peer before it has read half of that. */
    private static final long FULL_BYTES = 16 * 1024 * 1024;

    /** Or from this part of what may wait at all: as that is two of the largest messages at least, one of them and some answers find room beside it. */
    private static final int FULL_PART = 4;

    /** How long a peer has to close after our goodbye before we do. */
    private static final long LINGER_MILLIS = 1_000;

    /** How long a peer has to read our goodbye. */
    private static final long GOODBYE_MILLIS = 5_000;

    private final Channel channel;
    private final long maxBytes;
    private final Listener listener;
    private final FrameWriter writer;
    private final Queue<Batch> offered = new ConcurrentLinkedQueue<>();
    private final FillLevel level;
    private long patienceMillis; // the loop's
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean someoneLeaves;
    private boolean deadlineSet;
    private boolean goodbyeQueued;
    private boolean goodbyeSent;
    private boolean writing;
    private boolean watched;
    private long writes;

    private record Batch(@Nullable Conversation conversation, List<Frame> frames, long bytes, boolean last) {}

    /** What the loop is told. */
    interface Listener extends FrameWriter.PartsWritten {
        /**
         * The last frame of a conversation is on its way.
         *
         * @return whether it was the last conversation
         */
        boolean over(Conversation conversation);

        /** Whether the last frame of each conversation has been offered. */
        boolean allLeaving();

        /** Of what waits, enough has been written that there may be more for a conversation that was refused some. */
        void drained(Conversation conversation);

        /** Who it is, for people. */
        String peer();

        /** What waits will not be written, as the loop could not be told of it, or the channel not be closed. Any thread. */
        void stranded(Throwable cause);
    }

    /**
     * @param maxBytes so many may wait for a peer that does not read, and one delivery more
     * @param patienceMillis see {@link #patience}
     */
    Outflow(Channel channel, long maxBytes, long patienceMillis, Listener listener) {
        this.level = new FillLevel(Math.min(FULL_BYTES, maxBytes / FULL_PART));
        this.patienceMillis = patienceMillis;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.listener = listener;
        this.writer = new FrameWriter(channel.alloc(), listener);
    }

    /** How long a peer to which nothing more is delivered may read nothing; 0: as long as it likes. Loop thread. */
    void patience(long millis) {
        patienceMillis = millis;
    }

    /** See {@link Conversation#offer}; what comes from none is the transport's own. */
    void offer(@Nullable Conversation from, List<Frame> frames, boolean last) {
        long bytes = 0;
        long delivered = 0;
        for (Frame frame : frames) {
            int weight = FrameWriter.weight(frame);
            bytes += weight;
            delivered += frame instanceof ConsumerFrame.Deliver ? weight : 0;
        }
        level.offered(bytes, delivered);
        offered.add(new Batch(from, frames, bytes, last));
        if (last) {
            someoneLeaves = true;
        }
    }

    /** See {@link Conversation#hasRoom}. */
    boolean hasRoom(Conversation asking, int bytes) {
        if (level.admits(FrameWriter.weight(bytes))) {
            asking.served();
            return true;
        }
        level.refuse(asking);
        return false;
    }

    /** See {@link Conversation#flush}. */
    void flush() {
        if (channel.eventLoop().inEventLoop()) {
            write();
        } else if (scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this);
            } catch (VirtualMachineError e) {
                scheduled.set(false);
                listener.stranded(e);
                throw e;
            }
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

    /** Sends a frame of the transport's own, which belongs to no conversation. */
    void send(Frame frame) {
        offer(null, List.of(frame), false);
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
        if (someoneLeaves
                && !deadlineSet
                && allLeave()) { // also for a peer that reads nothing, whose goodbye is never written
            deadlineSet = true;
            Quietly.later(channel.eventLoop(), () -> Quietly.close(channel), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        }
        writing = true;
        try {
            writeWhileWritable();
        } catch (RuntimeException | Error e) { // some of it may be lost, so nothing after it may be written
            giveUp(e);
        } finally {
            writing = false;
        }
        if (level.hasRefused()) {
            lookWhetherDrained();
        }
        if (level.exceeds(maxBytes)) {
            doesNotRead();
        }
    }

    private void lookWhetherDrained() {
        try {
            for (Conversation next = level.nextToTell(); next != null; next = level.nextToTell()) {
                listener.drained(next);
            }
            if (level.hasRefused() && !watched && patienceMillis > 0) {
                watch();
            }
        } catch (VirtualMachineError e) { // the engine would wait for a word that nobody says any more
            listener.stranded(e);
            throw e;
        }
    }

    private void watch() {
        long writesBefore = writes;
        long missingBefore = channel.bytesBeforeWritable();
        Quietly.later(
                channel.eventLoop(),
                () -> {
                    watched = false;
                    boolean still = writes == writesBefore && channel.bytesBeforeWritable() == missingBefore;
                    if (level.hasRefused() && still && channel.isActive() && !channel.isWritable()) {
                        doesNotRead();
                    } else {
                        write();
                    }
                },
                patienceMillis,
                TimeUnit.MILLISECONDS);
        watched = true;
    }

    private void doesNotRead() {
        LOG.warn("{}: closed, because it does not read: {} bytes wait for it", listener.peer(), level.waiting());
        Quietly.close(channel);
    }

    /** Closes first: there may be no memory left for more than that. */
    private void giveUp(Throwable cause) {
        try {
            Quietly.close(channel);
        } catch (VirtualMachineError e) {
            listener.stranded(e);
            throw e;
        }
        LOG.error(
                "{}: what the broker has for it cannot be written ({}), the connection is closed",
                listener.peer(),
                String.valueOf(cause.getMessage()),
                cause);
    }

    private boolean allLeave() {
        someoneLeaves = false; // before the look: who leaves after it says so again
        return listener.allLeaving();
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
        while (channel.isWritable() && (!writer.isEmpty() || takeBatches())) {
            ByteBuf buffer = writer.next();
            if (buffer != null) {
                last = channel.write(buffer);
            }
        }
        level.left(writer.takeLeft());
        return last;
    }

    /** Moves what was offered to the writer, as long as it is small; false if there is nothing. */
    private boolean takeBatches() {
        long bytes = 0;
        while (bytes < TOGETHER_BYTES && !goodbyeQueued) {
            Batch batch = offered.poll();
            if (batch == null) {
                break;
            }
            bytes += batch.bytes();
            take(batch);
        }
        return !writer.isEmpty();
    }

    private void take(Batch batch) {
        Conversation from = batch.conversation();
        if (from == null) {
            writer.add(batch.frames());
        } else if (!from.saidGoodbye()) {
            writer.add(from.number(), batch.frames());
            if (batch.last()) {
                from.sayGoodbye();
                goodbyeQueued = listener.over(from);
            }
        } else {
            level.left(batch.bytes());
        }
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
