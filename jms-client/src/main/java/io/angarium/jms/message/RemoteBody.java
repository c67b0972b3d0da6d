package io.angarium.jms.message;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.PendingReply;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ReplyFrame;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads a body in parts from the broker: one part is here, a few are on their way, ahead of who reads. Any place can be gone back to. Its
 * exceptions have a {@link JMSException} as their cause. Belongs to its message.
 */
final class RemoteBody extends InputStream {
    private static final int AHEAD = 4;

    private final Channel channel;
    private final int consumer;
    private final EncodedMessage message;
    private final Deque<PendingReply> ahead = new ArrayDeque<>(AHEAD);
    private ByteBuffer here = ByteBuffer.allocate(0);
    private long position;
    private long marked;
    private int next; // number of the part to be asked for next

    RemoteBody(Channel channel, int consumer, EncodedMessage message) {
        this.channel = channel;
        this.consumer = consumer;
        this.message = message;
    }

    long length() {
        return message.partsLength();
    }

    @Override
    public int read() throws IOException {
        return fill() ? here.get(advance(1)) & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, here.remaining());
        here.get(advance(count), target, offset, count);
        return count;
    }

    /** Goes on by so much; returns where that begins in what is here. */
    private int advance(int count) {
        int from = here.position();
        here.position(from + count);
        position += count;
        return from;
    }

    /** Sees to it that something is here; false at the end. */
    private boolean fill() throws IOException {
        if (position == length()) {
            return false;
        }
        if (!here.hasRemaining()) {
            try {
                fetch();
            } catch (JMSException e) {
                go(position);
                throw new IOException(e);
            }
        }
        return true;
    }

    private void fetch() throws JMSException {
        long size = message.partBytes();
        while (ahead.size() < AHEAD && next * size < length()) {
            int part = next;
            ahead.add(channel.begin(
                    correlation -> new ConsumerFrame.FetchPart(correlation, consumer, message.partsBody(), part)));
            next++;
        }
        ByteBuffer part = channel.finish(ahead.remove()).get(0) instanceof ReplyFrame.Part reply
                ? reply.bytes().duplicate()
                : ByteBuffer.allocate(0);
        long from = position / size * size;
        if (part.remaining() != Math.min(size, length() - from)) {
            throw new JMSException("the broker sent " + part.remaining() + " bytes of the body at " + from);
        }
        here = part.position((int) (position - from));
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        marked = position;
    }

    @Override
    public synchronized void reset() {
        go(marked);
    }

    /** Goes to a place. */
    void go(long to) {
        if (to != position || !here.hasRemaining()) {
            ahead.forEach(channel::abandon);
            ahead.clear();
            here = here.limit(here.position());
            position = to;
            next = (int) (to / message.partBytes());
        }
    }
}
