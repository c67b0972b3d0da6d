package io.angarium.jms.channel;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.WireException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * One connection's conversation with the broker: numbers for sessions, producers and consumers, requests with their replies, and the
 * translation of link errors. Thread-safe.
 */
public final class Channel {
    /** How long a close waits for a broker that has not answered and is not known to be gone. */
    static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Link link;
    private final FrameRouter router;
    private final Duration callTimeout;
    private volatile boolean broken;
    private final AtomicInteger correlations = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger producers = new AtomicInteger();
    private final AtomicInteger consumers = new AtomicInteger();

    /**
     * @param link the open link
     * @param router the listener that the link was opened with
     * @param callTimeout how long a request may wait for its reply
     */
    public Channel(Link link, FrameRouter router, Duration callTimeout) {
        this.link = link;
        this.router = router;
        this.callTimeout = callTimeout;
    }

    /** The broker's answer to the handshake. */
    public ConnectionFrame.Welcome welcome() {
        return link.welcome();
    }

    /** Whether the link is gone for good, as far as anybody has noticed. */
    public boolean isBroken() {
        return broken || router.isBroken();
    }

    private JMSException broken(LinkException cause) {
        broken = true;
        return JmsExceptions.of(cause);
    }

    /** How long a request, a confirmation or credit may take. */
    public Duration callTimeout() {
        return callTimeout;
    }

    /** Tells once, on the reading thread, that the link is gone; at once if it is gone already. */
    public void onBroken(Consumer<LinkException> observer) {
        router.observe(observer);
    }

    /** Tells of losses and returns of the link. */
    public void onLoss(LossObserver observer) {
        router.add(observer);
    }

    /** Tells that one no more. */
    public void removeObserver(LossObserver observer) {
        router.remove(observer);
    }

    /** Sends a request and waits for its reply. */
    public void call(IntFunction<? extends Frame> request) throws JMSException {
        call(request, Channel::nothing);
    }

    private static void nothing() {
        // Most replies need no more than being waited for.
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param request makes the frame for a correlation
     * @param onOk runs on the reading thread at the place of a good reply in the stream; never blocks
     * @throws JMSException what the broker refused with, a broken link, or no reply in time
     */
    public void call(IntFunction<? extends Frame> request, Runnable onOk) throws JMSException {
        ask(request, onOk);
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @return the frames of the reply
     * @throws JMSException what the broker refused with, a broken link, or no reply in time
     */
    public List<ReplyFrame> ask(IntFunction<? extends Frame> request) throws JMSException {
        return ask(request, Channel::nothing);
    }

    private List<ReplyFrame> ask(IntFunction<? extends Frame> request, Runnable onOk) throws JMSException {
        return finish(begin(request, onOk));
    }

    /** Sends a request; {@link #finish} or {@link #abandon} follows. */
    public PendingReply begin(IntFunction<? extends Frame> request) throws JMSException {
        return begin(request, Channel::nothing);
    }

    private PendingReply begin(IntFunction<? extends Frame> request, Runnable onOk) throws JMSException {
        int correlation = nextCorrelation();
        Frame frame = request.apply(correlation);
        PendingReply reply = new PendingReply(correlation, name(frame), onOk);
        router.expect(correlation, reply);
        boolean sent = false;
        try {
            send(frame);
            sent = true;
        } finally {
            if (!sent) {
                abandon(reply);
            }
        }
        return reply;
    }

    /**
     * Waits for the reply to a request.
     *
     * @return the frames of the reply
     * @throws JMSException what the broker refused with, a broken link, or no reply in time
     */
    public List<ReplyFrame> finish(PendingReply reply) throws JMSException {
        boolean replied = false;
        try {
            replied = awaitThrough(reply::done, Deadlines.in(callTimeout));
            if (!replied) {
                throw JmsExceptions.of(
                        ErrorCode.TIMEOUT,
                        "no reply to " + reply.what() + " within " + callTimeout.toMillis()
                                + " ms; whether it happened is not known" + because());
            }
        } catch (LinkException e) {
            throw broken(e);
        } finally {
            if (!replied) {
                abandon(reply);
            }
        }
        return checked(reply.frames());
    }

    /** Nobody waits for that reply any more. */
    public void abandon(PendingReply reply) {
        router.forget(reply.correlation());
        link.abandon(reply.correlation());
    }

    /**
     * Sends a request that opens something and waits for its reply. If none comes in time it may have been opened all the same, so what
     * closes it follows.
     *
     * @param closing makes the frame that closes it, for a correlation whose reply nobody waits for
     */
    public void open(IntFunction<? extends Frame> request, IntFunction<? extends Frame> closing) throws JMSException {
        try {
            call(request);
        } catch (JMSException e) {
            if (ErrorCode.TIMEOUT.name().equals(e.getErrorCode())) {
                endSoon(closing);
            }
            throw e;
        }
    }

    /**
     * Sends a request that closes something, and waits for its reply while there is a broker to give it. Without a link, or if the broker is
     * silent, it returns at once or soon: the request is on its way or is made after the reconnect, and nobody depends on its outcome. Where
     * the link is gone for good it returns too, whoever notices that first: nothing is left to close.
     *
     * @throws JMSException what the broker refused with
     */
    public void end(IntFunction<? extends Frame> request) throws JMSException {
        int correlation = nextCorrelation();
        PendingReply reply = new PendingReply(correlation, "", Channel::nothing);
        router.expect(correlation, reply);
        try {
            post(request.apply(correlation));
            awaitThrough(() -> reply.done() || isDown(), Deadlines.in(shorter(callTimeout, CLOSE_PATIENCE)));
        } catch (LinkException gone) {
            broken = true;
            return;
        } finally {
            router.forget(correlation);
        }
        if (reply.done()) {
            checked(reply.frames());
        }
    }

    /** Sends a request that closes something, and whose reply nobody waits for; does nothing where the link is gone for good. */
    public void endSoon(IntFunction<? extends Frame> request) throws JMSException {
        try {
            post(request.apply(nextCorrelation()));
        } catch (LinkException gone) {
            broken = true;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Whether there is no link to a broker at the moment. */
    public boolean isDown() {
        return link.trouble() != null;
    }

    /** What keeps calls waiting at the moment, to be put behind a message; empty if nothing is known. */
    public String because() {
        String trouble = link.trouble();
        return trouble == null ? "" : ": " + trouble;
    }

    /** Sends a request soon, whose reply nobody waits for; runs something when it is good, on the reading thread, never blocking. */
    public void castSoon(IntFunction<? extends Frame> request, Runnable onOk) throws JMSException {
        int correlation = nextCorrelation();
        router.expect(correlation, new PendingReply(correlation, "", onOk));
        sendSoon(request.apply(correlation));
    }

    /**
     * Waits also when the thread is interrupted, and keeps the flag: a request that was sent takes effect, and its reply must find
     * somebody who knows.
     */
    private boolean awaitThrough(BooleanSupplier condition, long deadlineNanos) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return link.await(condition, deadlineNanos);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static List<ReplyFrame> checked(List<ReplyFrame> reply) throws JMSException {
        if (reply.get(0) instanceof ReplyFrame.Failed failed) {
            throw JmsExceptions.of(failed.code(), failed.reason());
        }
        return reply;
    }

    private static String name(Frame frame) {
        return frame.getClass().getSimpleName();
    }

    private int nextCorrelation() {
        return correlations.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
    }

    /** See {@link Link#send}. */
    public void send(Frame frame) throws JMSException {
        try {
            post(frame);
        } catch (LinkException e) {
            throw broken(e);
        }
    }

    private void post(Frame frame) throws JMSException {
        try {
            link.send(frame);
        } catch (WireException e) {
            throw tooLarge(frame, e);
        }
    }

    /** See {@link Link#sendAwaited}. */
    public void sendAwaited(Frame frame) throws JMSException {
        try {
            link.sendAwaited(frame);
        } catch (WireException e) {
            throw tooLarge(frame, e);
        } catch (LinkException e) {
            throw broken(e);
        }
    }

    /** See {@link Link#sendSoon}. */
    public void sendSoon(Frame frame) throws JMSException {
        try {
            link.sendSoon(frame);
        } catch (WireException e) {
            throw tooLarge(frame, e);
        } catch (LinkException e) {
            throw broken(e);
        }
    }

    /** The link is unharmed: nothing of the frame was sent. */
    private static JMSException tooLarge(Frame frame, WireException cause) {
        return JmsExceptions.caused(
                JmsExceptions.of(ErrorCode.RESOURCE_LIMIT, name(frame) + " cannot be sent: " + cause.getMessage()),
                cause);
    }

    /** See {@link Link#flush}. */
    public void flush() throws JMSException {
        try {
            link.flush();
        } catch (LinkException e) {
            throw broken(e);
        }
    }

    /**
     * See {@link Link#await}.
     *
     * @param what what is waited for, for the message of an interrupt
     */
    public boolean await(BooleanSupplier condition, long deadlineNanos, String what) throws JMSException {
        try {
            return link.await(condition, deadlineNanos);
        } catch (LinkException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            throw JmsExceptions.interrupted(e, what);
        }
    }

    /** See {@link Link#wake}. */
    public void wake() {
        link.wake();
    }

    /** See {@link Link#close}. */
    public void close() {
        link.close();
    }

    /** Registers a session and returns its number. */
    public int addSession(SessionSink sink) {
        int number = sessions.incrementAndGet();
        router.session(number, sink);
        return number;
    }

    /** Registers a producer and returns its number. */
    public int addProducer(ProducerSink sink) {
        int number = producers.incrementAndGet();
        router.producer(number, sink);
        return number;
    }

    /** Returns a number for a consumer, to be registered before it is opened. */
    public int nextConsumer() {
        return consumers.incrementAndGet();
    }

    /** Registers a consumer. */
    public void addConsumer(int number, ConsumerSink sink) {
        router.consumer(number, sink);
    }

    /** Frames for this session are dropped from now on. */
    public void removeSession(int number) {
        router.forgetSession(number);
    }

    /** Frames for this producer are dropped from now on. */
    public void removeProducer(int number) {
        router.forgetProducer(number);
    }

    /** Frames for this consumer are dropped from now on. */
    public void removeConsumer(int number) {
        router.forgetConsumer(number);
    }
}
