package io.angarium.jms.sending;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.error.Unchecked;
import io.angarium.jms.message.Addressed;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.ForeignMessages;
import io.angarium.jms.message.Outgoing;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ResourceAllocationException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one session: stamps, encodes, waits for credit, numbers, writes, and waits for the confirmation where the
 * specification wants it. Any thread may send; numbering and writing are one step under the send lock.
 */
public final class Sender {
    /** Whoever sends again so soon is busy sending. */
    private static final long COMPANY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Channel channel;
    private final MessageStamp stamp;
    private final SendLedger ledger;
    private final Completions completions;
    private final Outgoing outgoing = new Outgoing();
    private final PartsWriter parts;
    private final Object sendLock = new Object();
    private final BooleanSupplier listening;
    private final LongPredicate goesOn;
    private boolean closed; // under sendLock
    private long last =
            System.nanoTime(); // likewise: when something was sent of which nobody waits for the confirmation
    private volatile boolean impatient;

    /**
     * The sender of one session.
     *
     * @param listening whether the calling thread is in a listener of the session
     * @param goesOn whether the transaction of that number takes sends still
     */
    public Sender(
            Channel channel,
            int session,
            MessageStamp stamp,
            SendLedger ledger,
            Completions completions,
            BooleanSupplier listening,
            LongPredicate goesOn) {
        parts = new PartsWriter(channel, session);
        this.channel = channel;
        this.stamp = stamp;
        this.ledger = ledger;
        this.completions = completions;
        this.listening = listening;
        this.goesOn = goesOn;
    }

    /**
     * One message to be sent.
     *
     * @param message as the application gave it
     * @param destination where to
     * @param options how
     * @param transaction number of the session's transaction, 0 for none
     * @param completion whom to tell; null to wait for the confirmation of a persistent message outside a transaction
     */
    public record Order(
            Message message,
            Addressed destination,
            SendOptions options,
            long transaction,
            @Nullable CompletionListener completion) {}

    /** Sends a message; when it returns, the message may be changed. */
    public void send(Order order, WireProducer producer) throws JMSException {
        Message message = order.message();
        AngariumMessage ours = ForeignMessages.ours(message);
        SendOptions options = order.options();
        stamp.apply(ours, order.destination(), options);
        awaitCredit(producer); // before a stream is begun, which can be read once
        InputStream stream = ours.streamed();
        boolean blocking = order.completion() == null
                && order.transaction() == 0
                && options.deliveryMode() == DeliveryMode.PERSISTENT;
        long sequence = 0;
        int before = parts.last();
        try {
            EncodedMessage encoded =
                    outgoing.encode(ours, stream == null ? null : parts.write(ours.streamedKind(), stream));
            if (ours != message) {
                ForeignMessages.tellSender(ours, message);
            }
            checkSize(encoded);
            sequence = write(order, producer, encoded, blocking);
        } finally {
            if (sequence == 0) {
                parts.dropSince(before);
            }
        }
        if (blocking) {
            awaitConfirmation(sequence, producer);
        }
    }

    private void checkSize(EncodedMessage encoded) throws JMSException {
        int most = channel.welcome().maxFrameBytes();
        if (encoded.size() > most - FRAME_OVERHEAD) {
            throw JmsExceptions.of(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "message of " + encoded.size() + " bytes, the broker takes frames of " + most);
        }
    }

    /** More than what a send frame adds to its message. */
    private static final int FRAME_OVERHEAD = 64;

    private void awaitCredit(WireProducer producer) throws JMSException {
        ProducerWindow window = producer.window();
        if (window.open()) {
            return;
        }
        String name = producer.destination().name();
        if (!channel.await(() -> impatient || window.open(), Deadlines.in(channel.callTimeout()), "room in " + name)) {
            throw new ResourceAllocationException(
                    "the broker had no room for another message to " + name + " for "
                            + channel.callTimeout().toMillis() + " ms" + channel.because(),
                    ErrorCode.RESOURCE_LIMIT.name());
        }
        if (!window.open()) {
            throw new IllegalStateException(
                    "the session was closed while the broker had no room for another message to " + name);
        }
    }

    /** From now on no send waits for room at the broker: its session is being closed. */
    public void waitForRoomNoMore() {
        impatient = true;
        parts.stop();
        channel.wake();
    }

    private long write(Order order, WireProducer producer, EncodedMessage encoded, boolean blocking)
            throws JMSException {
        while (true) {
            awaitCredit(producer);
            synchronized (sendLock) {
                if (producer.window().open() || closed || producer.window().isRetired()) {
                    return writeNow(order, producer, encoded, blocking);
                }
            }
        }
    }

    /** Numbers and writes; the send lock is held and there is credit. */
    private long writeNow(Order order, WireProducer producer, EncodedMessage encoded, boolean blocking)
            throws JMSException {
        SendOptions options = order.options();
        CompletionListener completion = order.completion();
        if (closed || producer.window().isRetired()) {
            throw new IllegalStateException("the session or producer was closed");
        }
        if (order.transaction() != 0 && !goesOn.test(order.transaction())) { // it may have waited for room
            throw new IllegalStateException("the branch in which this send began has ended");
        }
        long sequence = ledger.next(blocking || completion != null);
        producer.window().spend(encoded.size());
        ProducerFrame.Send frame = new ProducerFrame.Send(
                producer.number(),
                sequence,
                order.transaction(),
                options.timeToLive(),
                options.deliveryDelay(),
                encoded);
        if (completion != null) {
            sendAsync(frame, order.message(), completion);
        } else if (blocking) {
            channel.sendAwaited(frame);
        } else {
            write(frame);
        }
        return sequence;
    }

    /**
     * Who sends one message after the other shares writes; who sends now and then is not kept waiting for company. In a transaction the commit writes
     * all, and after a listener its acknowledgement does.
     */
    private void write(ProducerFrame.Send frame) throws JMSException {
        long before = last;
        last = System.nanoTime();
        channel.sendSoon(frame);
        if (frame.transaction() == 0 && last - before > COMPANY_NANOS && !listening.getAsBoolean()) {
            channel.flush();
        }
    }

    /**
     * Section 7.3: the sender hears of a failure by the exception, and then the listener must not be called; unless the end of the link
     * has made that call already, and then the exception must not be thrown.
     */
    private void sendAsync(ProducerFrame.Send frame, Message message, CompletionListener completion)
            throws JMSException {
        Completions.AsyncSend entry = completions.add(frame.producer(), frame.sequence(), message, completion);
        try {
            write(frame);
        } catch (JMSException e) {
            if (completions.withdraw(entry)) {
                throw e;
            }
        }
    }

    /** Closes a producer at the broker: no send of it follows. */
    void retire(WireProducer producer) throws JMSException {
        synchronized (sendLock) {
            producer.window().retire();
            channel.sendSoon(new ProducerFrame.CloseProducer(producer.number()));
        }
    }

    /** Does something that no send overlaps: of those that come after it each has seen what it has done. */
    public void between(Unchecked.Action work) throws JMSException {
        synchronized (sendLock) {
            work.run();
        }
    }

    /** Sends nothing any more; called before the session is closed at the broker. */
    public void close() {
        synchronized (sendLock) {
            closed = true;
        }
    }

    private void awaitConfirmation(long sequence, WireProducer producer) throws JMSException {
        boolean settled = channel.await(
                () -> ledger.settled(sequence), Deadlines.in(channel.callTimeout()), "the confirmation of a send");
        JMSException refused = ledger.outcome(sequence);
        if (refused != null) {
            throw refused;
        }
        if (!settled) {
            throw JmsExceptions.of(
                    ErrorCode.TIMEOUT,
                    "the send to " + producer.destination().name() + " was not confirmed within "
                            + channel.callTimeout().toMillis() + " ms; whether it happened is not known"
                            + channel.because());
        }
    }

    /** Refuses null messages as the specification wants. */
    public static Message required(@Nullable Message message) throws MessageFormatException {
        if (message == null) {
            throw new MessageFormatException("there is no message to send");
        }
        return message;
    }
}
