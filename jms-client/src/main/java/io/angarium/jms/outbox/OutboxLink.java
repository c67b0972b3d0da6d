package io.angarium.jms.outbox;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.Limits;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.WireException;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A link without a broker at its other end: sends become rows on the thread that sends, everything else about producers and sessions is
 * answered at once, and what needs a broker is refused. Any thread; replies come on the thread that asks.
 */
final class OutboxLink implements Link {
    private final CurrentTransaction transaction;
    private final LinkListener listener;
    private final ConnectionFrame.Welcome welcome;
    private final Map<Integer, ProducerFrame.OpenProducer> producers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean closed;

    OutboxLink(CurrentTransaction transaction, Hello hello, LinkListener listener) {
        this.transaction = transaction;
        this.listener = listener;
        this.welcome = new ConnectionFrame.Welcome(
                hello.maxVersion(), 0, new UUID(0, 0), "outbox", 0, Limits.MAX_DELIVERED_BYTES, 0);
    }

    @Override
    public ConnectionFrame.Welcome welcome() {
        return welcome;
    }

    /** A persistent send, whose refusal the sender waits for, or a request. */
    @Override
    public void send(Frame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            ProducerFrame.OpenProducer producer = producer(send);
            try {
                insert(send, producer.destination());
                answer(new ProducerFrame.Confirmed(producer.session(), send.sequence()));
            } catch (SQLException e) {
                answer(new ProducerFrame.SendRefused(
                        producer.session(), send.sequence(), ErrorCode.ILLEGAL_STATE, reason(e)));
            }
        } else {
            serve(frame);
        }
    }

    /** A send whose sender does not wait must fail here, before its transaction commits without it. */
    @Override
    public void sendSoon(Frame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            ProducerFrame.OpenProducer producer = producer(send);
            if (send.transaction() != 0) {
                throw new WireException("the transaction of an outbox is that of the database; use a session that is"
                        + " not transacted, and commit there");
            }
            try {
                insert(send, producer.destination());
            } catch (SQLException e) {
                WireException refused = new WireException(reason(e));
                refused.initCause(e);
                throw refused;
            }
            answer(new ProducerFrame.Confirmed(producer.session(), send.sequence()));
        } else {
            serve(frame);
        }
    }

    private ProducerFrame.OpenProducer producer(ProducerFrame.Send send) {
        ProducerFrame.OpenProducer producer = producers.get(send.producer());
        if (closed || producer == null) {
            throw new LinkException(null, "this connection to the outbox is closed", null);
        }
        return producer;
    }

    private void insert(ProducerFrame.Send send, Destination to) throws SQLException {
        transaction.insert(to, send.message(), send.timeToLive(), send.deliveryDelay());
    }

    private static String reason(SQLException e) {
        return "the message did not become a row of the outbox: " + e.getMessage();
    }

    private void serve(Frame frame) {
        if (frame instanceof ProducerFrame.OpenProducer open) {
            if (open.destination().isTemporary()) {
                refuse(
                        open.correlation(),
                        "a temporary destination ends with its connection, and may before the relay comes");
                return;
            }
            producers.put(open.producer(), open);
            answer(new ReplyFrame.Ok(open.correlation()));
            answer(new ProducerFrame.ProducerCredit(open.producer(), Long.MAX_VALUE, Long.MAX_VALUE));
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            producers.remove(close.producer());
        } else if (frame instanceof SessionFrame.CloseSession close) {
            answer(new ReplyFrame.Ok(close.correlation()));
        } else if (frame instanceof ConnectionFrame.SetClientId set) {
            answer(new ReplyFrame.Ok(set.correlation()));
        } else if (frame instanceof Frame.Request request) {
            refuse(
                    request.correlation(),
                    "an outbox only sends; use a connection of the broker's own factory for the rest");
        }
    }

    private void refuse(int correlation, String reason) {
        answer(new ReplyFrame.Failed(correlation, ErrorCode.UNSUPPORTED, reason));
    }

    private void answer(Frame frame) {
        listener.frame(frame);
        listener.endOfBatch();
        wake();
    }

    @Override
    public void flush() {
        // Nothing is gathered.
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = deadlineNanos == Long.MAX_VALUE
                        ? TimeUnit.MINUTES.toNanos(1)
                        : deadlineNanos - System.nanoTime();
                if (closed || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
