package io.angarium.jms.sending;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.PendingReply;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.message.Body;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import io.angarium.wire.ProducerFrame;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Sends the bodies of one session that are streams: short ones go with their message, others ahead of it in parts. Used by one thread at a time, as its session is. */
final class PartsWriter {
    /** Unless the broker takes smaller frames only. */
    private static final int PART_BYTES = 128 * 1024;

    /** So many parts may wait for the broker's disk. */
    private static final int WINDOW = 8;

    private static final int SHORT_BYTES = 1024 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Channel channel;
    private final int session;
    private volatile boolean stopped;
    private volatile int last;

    PartsWriter(Channel channel, int session) {
        this.channel = channel;
        this.session = session;
    }

    /**
     * Reads a stream to its end; all of it that does not go with the message is on the broker's disk when this returns.
     *
     * @param kind of the body
     */
    Body write(int kind, InputStream in) throws JMSException {
        try {
            boolean parts = (channel.welcome().features() & Features.BODIES_IN_PARTS) != 0;
            int half = channel.welcome().maxFrameBytes() / 2;
            int most = parts ? Math.min(SHORT_BYTES, half) : Limits.MAX_MESSAGE_BYTES;
            byte[] head = in.readNBytes(most);
            if (head.length < most) {
                return builder -> builder.body(kind, head);
            }
            if (!parts) {
                throw JmsExceptions.of(ErrorCode.MESSAGE_TOO_LARGE, "bodies here have less than " + most + " bytes");
            }
            int number = last + 1;
            last = number;
            int partBytes = Math.min(PART_BYTES, half);
            long length = store(number, partBytes, new SequenceInputStream(new ByteArrayInputStream(head), in));
            return builder -> builder.parts(kind, number, length, partBytes);
        } catch (IOException e) {
            throw JmsExceptions.ofStream(e);
        }
    }

    private long store(int number, int partBytes, InputStream in) throws JMSException, IOException {
        Deque<PendingReply> replies = new ArrayDeque<>(WINDOW);
        try {
            long length = 0;
            byte[] bytes = in.readNBytes(partBytes);
            while (bytes.length > 0) {
                if (stopped) {
                    throw new IllegalStateException("the session is closed");
                }
                if (replies.size() == WINDOW) {
                    channel.finish(replies.remove());
                }
                ByteBuffer part = ByteBuffer.wrap(bytes);
                int index = (int) (length / partBytes);
                replies.add(channel.begin(
                        correlation -> new ProducerFrame.StorePart(correlation, session, number, index, part)));
                length += bytes.length;
                bytes = in.readNBytes(partBytes);
            }
            while (!replies.isEmpty()) {
                channel.finish(replies.remove());
            }
            return length;
        } finally {
            replies.forEach(channel::abandon);
        }
    }

    /** The session is being closed: a body under way goes no further. */
    void stop() {
        stopped = true;
    }

    /** The number of the body that was begun last. */
    int last() {
        return last;
    }

    /** The message of a body that was begun since then will not be sent. */
    void dropSince(int before) throws JMSException {
        int number = last;
        if (number == before) {
            return;
        }
        channel.endSoon(correlation -> new ProducerFrame.StorePart(correlation, session, number, 0, NOTHING));
    }
}
