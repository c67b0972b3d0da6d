package io.angarium.jms.testing;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A link to a broker of a few lines: it says yes to requests, grants credit and confirms sends, unless a test takes over a frame. Frames
 * are handed to the client on the thread that sends or that calls {@link #push}. Guarded by its own lock.
 */
public final class FakeBroker implements Link {
    /** Everything that the client sent. */
    public final List<Frame> sent = new CopyOnWriteArrayList<>();

    private final LinkListener listener;
    private final Map<Integer, Integer> sessionOfProducer = new ConcurrentHashMap<>();
    private volatile Predicate<Frame> script = frame -> false;
    private volatile long creditMessages = 1000;
    private volatile LinkException broken;
    private volatile int flushes;
    private volatile int inVain;

    public FakeBroker(LinkListener listener) {
        this.listener = listener;
    }

    /** Frames for which the script says true get no answer but what the script pushes. */
    public void script(Predicate<Frame> newScript) {
        script = newScript;
    }

    /** Messages that new producers may send. */
    public void creditMessages(long messages) {
        creditMessages = messages;
    }

    /** How often something was written out. */
    public int flushes() {
        return flushes;
    }

    /** How often somebody has waited until his time was over. */
    public int inVain() {
        return inVain;
    }

    /** Sends frames to the client. */
    public void push(Frame... frames) {
        synchronized (listener) {
            for (Frame frame : frames) {
                listener.frame(frame);
            }
            listener.endOfBatch();
        }
        wake();
    }

    /** Ends the conversation. */
    public void breakOff(LinkException cause) {
        broken = cause;
        listener.broken(cause);
        wake();
    }

    /** Ends the conversation, as the next call notices; nobody has told the client. */
    public void vanish() {
        broken = new LinkException(null, "vanished", null);
        wake();
    }

    /** The frames of a type that were sent. */
    public <F extends Frame> List<F> sent(Class<F> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The only frame of a type that was sent. */
    public <F extends Frame> F only(Class<F> type) {
        List<F> all = sent(type);
        if (all.size() != 1) {
            throw new AssertionError("not one " + type.getSimpleName() + " but " + all);
        }
        return all.get(0);
    }

    @Override
    public ConnectionFrame.Welcome welcome() {
        return new ConnectionFrame.Welcome(1, 0, new UUID(1, 1), "fake", 7, 1_000_000, 0);
    }

    @Override
    public void send(Frame frame) {
        sendSoon(frame);
        flush();
    }

    @Override
    public void sendSoon(Frame frame) {
        if (broken != null) {
            throw broken;
        }
        sent.add(frame);
        if (frame instanceof ProducerFrame.OpenProducer open) {
            sessionOfProducer.put(open.producer(), open.session());
        }
        if (!script.test(frame)) {
            answer(frame);
        }
    }

    private void answer(Frame frame) {
        if (frame instanceof Frame.Request request && request.correlation() != 0) {
            push(new ReplyFrame.Ok(request.correlation()));
        }
        if (frame instanceof ProducerFrame.OpenProducer open) {
            push(new ProducerFrame.ProducerCredit(open.producer(), creditMessages, 1_000_000));
        } else if (frame instanceof ProducerFrame.Send send) {
            push(new ProducerFrame.Confirmed(sessionOf(send), send.sequence()));
        }
    }

    /** The session of a send. */
    public int sessionOf(ProducerFrame.Send send) {
        return sessionOfProducer.get(send.producer());
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public synchronized boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (broken != null) {
                throw broken;
            }
            long left = deadlineNanos == Long.MAX_VALUE ? 1_000_000_000 : deadlineNanos - System.nanoTime();
            if (left <= 0) {
                inVain++;
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }

    @Override
    public synchronized void wake() {
        notifyAll();
    }

    @Override
    public void close() {
        broken = new LinkException(null, "closed", null);
        wake();
    }
}
