package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.WireException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames of many threads and conversations on one byte stream, whole and in order, with as few system calls as it can, and says whose frames
 * follow where that changes. The lock is held for the
 * encoding and the write of one frame.
 *
 * <p>The lock is fair for large frames, while small ones may barge in: acknowledgements and heartbeats do not queue behind threads that
 * send large messages, and those are not starved as only so many may barge in a row.
 *
 * <p>{@link #post} never waits, so that a thread that reads may use it: if it waited for a writer, and the writer for the broker, and the
 * broker for being read, nobody would move again.
 */
final class FrameWriter {
    /** In the place of a conversation: of the socket itself, and fit to stand in any. */
    static final int ANY = -1;

    private static final int SWITCH_BYTES = FrameCodec.size(new ConnectionFrame.Switch(0));
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 2 * 1024;
    private static final int SMALL_BYTES = 4 * 1024;
    private static final int MAX_BARGES = 32;
    private static final int MOST_ROUNDS = 4;

    private final OutputStream out;
    private final int maxFrameBytes;
    private final LongSupplier nanoClock;
    private final Runnable handOver;

    private final ReentrantLock lock = new ReentrantLock(true);
    /** Encoded and not yet written; guarded by the lock. Large where more was to be gathered once than {@link #FIRST_BYTES}. */
    private ByteBuffer gathered = ByteBuffer.allocate(FIRST_BYTES);
    /** Posted and not yet encoded, to go before anything else. */
    private final Queue<Posted> posted = new ConcurrentLinkedQueue<>();
    /** To which conversation belongs what follows; guarded by the lock. */
    private int current;

    private volatile boolean gathering;
    /** Somebody relies on whoever has the lock to write what there is, now. */
    private volatile boolean left;

    private volatile long lastGathered;
    private volatile long lastWritten;
    private volatile int barges;

    private record Posted(int conversation, Frame frame) {}

    /**
     * @param out where to
     * @param maxFrameBytes largest frame that the peer accepts, length field excluded
     * @param nanoClock as {@link System#nanoTime}
     * @param handOver has a thread of nobody's write what others have left; does not wait
     */
    FrameWriter(OutputStream out, int maxFrameBytes, LongSupplier nanoClock, Runnable handOver) {
        this.handOver = handOver;
        this.out = out;
        this.maxFrameBytes = maxFrameBytes;
        this.nanoClock = nanoClock;
        this.lastWritten = nanoClock.getAsLong();
        this.lastGathered = lastWritten;
    }

    /**
     * Writes what was gathered, and the frame, to the stream.
     *
     * @throws WireException if the frame is too large; nothing was sent, the stream is unharmed
     * @throws IOException if the stream is broken
     */
    void send(int conversation, Frame frame) throws IOException {
        int size = checkedSize(frame);
        acquire(size);
        try {
            encodeAllPosted();
            put(conversation, frame, size);
            write();
        } finally {
            lock.unlock();
        }
        writeWhatIsLeft();
    }

    /**
     * As {@link #send}, but a small frame is left to a thread that is just writing, so that what many say at once is one write, and nobody waits for
     * the lock.
     *
     * @throws IOException if the stream is broken and this thread found out
     */
    void leave(int conversation, Frame frame) throws IOException {
        int size = checkedSize(frame);
        if (size > SMALL_BYTES) {
            send(conversation, frame);
        } else {
            posted.add(new Posted(conversation, frame));
            leave();
        }
    }

    /** As {@link #flush}, but leaves it to a thread that is just writing. */
    void leave() throws IOException {
        if (owes() || lock.isLocked()) { // who has the lock may have taken it up, and only gather it
            left = true; // before the look at the lock: who gives it back looks at this afterwards
            writeWhatIsLeft();
        }
    }

    /** As {@link #send}, but the bytes may stay in the buffer until the next send or flush. */
    void gather(int conversation, Frame frame) throws IOException {
        int size = checkedSize(frame);
        acquire(size);
        try {
            encodePosted();
            put(conversation, frame, size);
            gathering = gathered.position() > 0;
        } finally {
            lock.unlock();
        }
        lastGathered = nanoClock.getAsLong();
        writeWhatIsLeft();
    }

    /** Leaves a frame for the next thread that writes; never waits and touches no stream. */
    void post(int conversation, Frame frame) {
        checkedSize(frame);
        posted.add(new Posted(conversation, frame));
        lastGathered = nanoClock.getAsLong();
    }

    /** Writes what was gathered and posted. */
    void flush() throws IOException {
        if (!owes()) {
            return;
        }
        acquire(0);
        try {
            encodeAllPosted();
            write();
        } finally {
            lock.unlock();
        }
        writeWhatIsLeft();
    }

    /** Those who wait for the lock write it in their turn. A few times: the others may go on leaving more, and this thread has work of its own. */
    private void writeWhatIsLeft() throws IOException {
        for (int round = 0; left && !lock.hasQueuedThreads(); round++) {
            if (round == MOST_ROUNDS) {
                handOver.run();
                return;
            }
            if (!lock.tryLock()) {
                return;
            }
            try {
                encodeAllPosted();
                write();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether anything is gathered or posted. */
    boolean owes() {
        return gathering || !posted.isEmpty();
    }

    /** Whether some thread is just writing. */
    boolean busy() {
        return lock.isLocked();
    }

    /** When a frame was last gathered or posted, by the clock. */
    long lastGathered() {
        return lastGathered;
    }

    /** When bytes last went to the stream, by the clock. */
    long lastWritten() {
        return lastWritten;
    }

    private int checkedSize(Frame frame) {
        int size = FrameCodec.size(frame);
        if (size - FrameCodec.LENGTH_BYTES > maxFrameBytes) {
            throw new WireException("a frame of " + (size - FrameCodec.LENGTH_BYTES) + " bytes, the broker takes up to "
                    + maxFrameBytes);
        }
        return size;
    }

    private void acquire(int size) {
        if (size <= SMALL_BYTES && barges < MAX_BARGES && lock.tryLock()) {
            barges = lock.hasQueuedThreads() ? barges + 1 : 0;
        } else {
            lock.lock();
            barges = 0;
        }
    }

    /** To be written at once by the caller. */
    private void encodeAllPosted() throws IOException {
        left = false; // before the look: who leaves something later says so again
        encodePosted();
    }

    private void encodePosted() throws IOException {
        for (Posted next = posted.poll(); next != null; next = posted.poll()) {
            put(next.conversation, next.frame, FrameCodec.size(next.frame));
        }
    }

    private void put(int conversation, Frame frame, int size) throws IOException {
        if (SWITCH_BYTES + size > gathered.remaining() && gathered.capacity() < BUFFER_BYTES) {
            grow(SWITCH_BYTES + size);
        }
        if (SWITCH_BYTES + size > gathered.remaining()) {
            write();
        }
        if (conversation != current && conversation != ANY) {
            FrameCodec.encode(new ConnectionFrame.Switch(conversation), gathered);
            current = conversation;
        }
        if (size <= gathered.remaining()) {
            FrameCodec.encode(frame, gathered);
        } else if (frame instanceof ProducerFrame.Send send) {
            FrameCodec.encodeHead(send, gathered);
            write(send.message().array());
        } else {
            ByteBuffer whole = ByteBuffer.allocate(size);
            FrameCodec.encode(frame, whole);
            write(whole.array());
        }
    }

    /** Where there is no memory for more, what is not written yet goes first: it may be others' who wait for answers. */
    private void grow(int needed) {
        try {
            gathered = ByteBuffer.allocate(BUFFER_BYTES).put(gathered.flip());
        } catch (OutOfMemoryError e) {
            if (needed > FIRST_BYTES) {
                throw e;
            }
        }
    }

    private void write() throws IOException {
        write(null);
    }

    private void write(byte @Nullable [] more) throws IOException {
        byte[] bytes = gathered.array();
        int count = gathered.position();
        gathered.clear();
        gathering = false;
        if (count == 0 && more == null) {
            return;
        }
        VirtualThreads.spare(() -> {
            if (count > 0) {
                out.write(bytes, 0, count);
            }
            if (more != null) {
                out.write(more);
            }
            return count;
        });
        lastWritten = nanoClock.getAsLong();
    }
}
