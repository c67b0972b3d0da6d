package io.angarium.jms.channel;

import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands incoming frames to whom they are for, by number. Frames for numbers that are no longer known are dropped: they crossed a close
 * on their way. Its maps are changed by any thread; everything else happens on the reading thread.
 */
public final class FrameRouter implements LinkListener {
    private final Map<Integer, PendingReply> pending = new ConcurrentHashMap<>();
    private final Map<Integer, SessionSink> sessions = new ConcurrentHashMap<>();
    private final Map<Integer, ProducerSink> producers = new ConcurrentHashMap<>();
    private final Map<Integer, ConsumerSink> consumers = new ConcurrentHashMap<>();
    private final List<LossObserver> observers = new CopyOnWriteArrayList<>();
    private final Object breakLock = new Object();
    private volatile @Nullable LinkException cause; // set under breakLock
    private @Nullable Consumer<LinkException> observer; // guarded by breakLock

    @Override
    public void frame(Frame frame) {
        if (frame instanceof ConsumerFrame.Deliver deliver) {
            ConsumerSink sink = consumers.get(deliver.consumer());
            if (sink != null) {
                sink.deliver(deliver);
            }
        } else if (frame instanceof ReplyFrame reply) {
            PendingReply waiting =
                    reply.more() ? pending.get(reply.correlation()) : pending.remove(reply.correlation());
            if (waiting != null) {
                waiting.complete(reply);
            }
        } else if (frame instanceof ProducerFrame sending) {
            sending(sending);
        } else if (frame instanceof SessionFrame.Recall recall) {
            SessionSink sink = sessions.get(recall.session());
            if (sink != null) {
                sink.recalled();
            }
        } else if (frame instanceof ConsumerFrame.Timing timing) {
            ConsumerSink sink = consumers.get(timing.consumer());
            if (sink != null) {
                sink.timing(timing.tag(), timing.millis());
            }
        } else if (frame instanceof ConsumerFrame.BrowseEnd end) {
            ConsumerSink sink = consumers.get(end.consumer());
            if (sink != null) {
                sink.browseEnd();
            }
        } else if (frame instanceof ConsumerFrame.ConsumerClosed closed) {
            ConsumerSink sink = consumers.get(closed.consumer());
            if (sink != null) {
                sink.closedByBroker(closed);
            }
        }
    }

    private void sending(ProducerFrame frame) {
        if (frame instanceof ProducerFrame.Confirmed confirmed) {
            SessionSink sink = sessions.get(confirmed.session());
            if (sink != null) {
                sink.confirmed(confirmed.upTo());
            }
        } else if (frame instanceof ProducerFrame.SendRefused refused) {
            SessionSink sink = sessions.get(refused.session());
            if (sink != null) {
                sink.refused(refused);
            }
        } else if (frame instanceof ProducerFrame.ProducerCredit credit) {
            ProducerSink sink = producers.get(credit.producer());
            if (sink != null) {
                sink.credit(credit.messages(), credit.bytes());
            }
        }
    }

    @Override
    public void endOfBatch() {
        // Links ask the conditions of waiting threads again by themselves after each batch.
    }

    @Override
    public void lost(LinkException why) {
        observers.forEach(each -> each.lost(why));
    }

    @Override
    public void restored() {
        observers.forEach(LossObserver::restored);
    }

    @Override
    public void broken(LinkException why) {
        Consumer<LinkException> told;
        synchronized (breakLock) {
            cause = why;
            told = observer;
        }
        if (told != null) {
            told.accept(why);
        }
    }

    /** Sets who is told, once, that the link is gone; at once if it is gone already. */
    void observe(Consumer<LinkException> newObserver) {
        LinkException already;
        synchronized (breakLock) {
            observer = newObserver;
            already = cause;
        }
        if (already != null) {
            newObserver.accept(already);
        }
    }

    void add(LossObserver each) {
        observers.add(each);
    }

    void remove(LossObserver each) {
        observers.remove(each);
    }

    /** Whether the link is gone. */
    boolean isBroken() {
        return cause != null;
    }

    void expect(int correlation, PendingReply reply) {
        pending.put(correlation, reply);
    }

    void forget(int correlation) {
        pending.remove(correlation);
    }

    void session(int number, SessionSink sink) {
        sessions.put(number, sink);
    }

    void producer(int number, ProducerSink sink) {
        producers.put(number, sink);
    }

    void consumer(int number, ConsumerSink sink) {
        consumers.put(number, sink);
    }

    void forgetSession(int number) {
        sessions.remove(number);
    }

    void forgetProducer(int number) {
        producers.remove(number);
    }

    void forgetConsumer(int number) {
        consumers.remove(number);
    }
}
