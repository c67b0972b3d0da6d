package io.angarium.server.engine;

import io.angarium.journal.GatherLimitException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.JournalFullException;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.server.management.ManagementRequest;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.WireException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The broker's deterministic core: takes decoded frames, durability notices and the time; makes journal records and frames. The same
 * inputs give the same outputs.
 *
 * <p>Owner: one thread at a time, whoever holds it; the host sees to that and to the memory barriers between holders. A round is
 * {@link #time}, any number of inputs, {@link #work}. Outputs of a round count when it is over.
 */
public final class Engine {
    private static final int MOST_DUE_PER_ROUND = 1000;

    private final Wiring parts;
    private final Outputs outputs;
    private @Nullable Recovery recovery;
    private boolean over;
    private @Nullable String failure;

    /**
     * An empty engine; {@link #recover} and then {@link #recovered} must follow before any input.
     *
     * @param settings constant settings
     * @param log where effects are appended
     * @param outputs where frames go
     */
    public Engine(EngineSettings settings, EffectLog log, Outputs outputs) {
        this.parts = new Wiring(settings, log, outputs);
        this.outputs = outputs;
        this.recovery = parts.recovery();
    }

    /**
     * One journal record, in order.
     *
     * @throws IllegalStateException if the record cannot be understood
     */
    public void recover(int type, long position, ByteBuffer payload) {
        if (recovery == null) {
            throw new IllegalStateException("recovery is over");
        }
        recovery.apply(EffectReader.read(type, payload), position);
    }

    /**
     * All records have been read.
     *
     * @param nowMillis milliseconds since the epoch
     * @param durablePosition everything before it is on disk
     * @return how many messages were recovered
     */
    public long recovered(long nowMillis, long durablePosition) {
        Recovery finished = recovery;
        if (finished == null) {
            throw new IllegalStateException("recovery is over");
        }
        recovery = null;
        parts.clock.advance(nowMillis);
        parts.gate.release(durablePosition);
        finished.finish();
        UUID broker = finished.broker();
        if (broker == null) {
            parts.ledger.write(new Effect.BrokerCreated(parts.connections.broker()));
        } else {
            parts.connections.broker(broker);
        }
        return finished.recovered();
    }

    /** It is now this late (milliseconds since the epoch); the first call of every round. */
    public void time(long nowMillis) {
        parts.clock.advance(nowMillis);
        parts.confirmer.time(parts.clock.now());
    }

    /** A connection that is authenticated; answered with a Welcome or closed. */
    public void connected(long connection, ConnectionFrame.Hello hello, Identity identity) {
        if (!over) {
            parts.connections.open(connection, hello, identity);
        } else {
            outputs.close(connection, ErrorCode.STOPPING, "the broker is stopping");
        }
    }

    /** A frame of a connection; ignored if the connection is unknown (any more). */
    public void frame(long id, Frame frame) {
        ConnectionState connection = parts.connections.get(id);
        if (connection == null || over) {
            return;
        }
        try {
            handle(connection, frame);
        } catch (Refusal refusal) {
            refuse(connection, frame, refusal.code(), refusal.reason());
        } catch (JournalFullException | GatherLimitException full) {
            refuse(connection, frame, ErrorCode.RESOURCE_LIMIT, String.valueOf(full.getMessage()));
        } catch (JournalFailedException failed) {
            journalFailed(String.valueOf(failed.getMessage()));
        } catch (WireException broken) {
            close(connection, ErrorCode.PROTOCOL, String.valueOf(broken.getMessage()));
        } catch (IllegalArgumentException bad) {
            refuse(connection, frame, ErrorCode.UNSUPPORTED, String.valueOf(bad.getMessage()));
        }
    }

    private void refuse(ConnectionState connection, Frame frame, ErrorCode code, String reason) {
        if (frame instanceof Frame.Request request && request.correlation() != 0 && code != ErrorCode.PROTOCOL) {
            outputs.send(connection.id(), new ReplyFrame.Failed(request.correlation(), code, reason));
        } else {
            close(connection, code, reason);
        }
    }

    private void close(ConnectionState connection, ErrorCode code, String reason) {
        parts.connections.end(connection, false);
        outputs.close(connection.id(), code, reason);
    }

    private void handle(ConnectionState connection, Frame frame) {
        if (frame instanceof ProducerFrame producer) {
            handle(connection, producer);
        } else if (frame instanceof ConsumerFrame consumer) {
            handle(connection, consumer);
        } else if (frame instanceof TransactionFrame transaction) {
            handle(connection, transaction);
        } else if (frame instanceof SessionFrame session) {
            handle(connection, session);
        } else if (frame instanceof ConnectionFrame own) {
            handle(connection, own);
        } else if (frame instanceof ManagementFrame.Manage manage) {
            manage(connection, manage);
        } else {
            throw new WireException("a client does not send " + frame.getClass().getSimpleName());
        }
    }

    private void handle(ConnectionState connection, ConnectionFrame frame) {
        if (frame instanceof ConnectionFrame.Ping ping) {
            outputs.send(connection.id(), new ConnectionFrame.Pong(ping.token()));
        } else if (frame instanceof ConnectionFrame.SetClientId set) {
            parts.connections.setClientId(connection, set.clientId());
            ok(connection, set.correlation());
        } else if (frame instanceof ConnectionFrame.CreateTemporary create) {
            parts.temporaries.create(connection, create.destination());
            ok(connection, create.correlation());
        } else if (frame instanceof ConnectionFrame.DeleteTemporary delete) {
            parts.temporaries.delete(connection, delete.destination());
            ok(connection, delete.correlation());
        } else if (frame instanceof ConnectionFrame.Goodbye) {
            parts.connections.end(connection, true);
            outputs.close(connection.id(), null, "");
        } else if (!(frame instanceof ConnectionFrame.Pong)) {
            throw new WireException("a client does not send " + frame.getClass().getSimpleName() + " now");
        }
    }

    private void handle(ConnectionState connection, SessionFrame frame) {
        if (frame instanceof SessionFrame.OpenSession open) {
            parts.sessions.open(connection, open.session());
        } else if (frame instanceof SessionFrame.CloseSession close) {
            Sessions.session(connection, close.session()).consumers().forEach(this::endDrain);
            parts.sessions.close(connection, close);
            ok(connection, close.correlation());
        } else if (frame instanceof SessionFrame.Recover recover) {
            parts.sessions.recover(connection, recover);
            ok(connection, recover.correlation());
        }
    }

    private void handle(ConnectionState connection, ProducerFrame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            parts.producers.send(connection, send);
        } else if (frame instanceof ProducerFrame.OpenProducer open) {
            parts.producers.open(connection, open);
            ok(connection, open.correlation());
            parts.producers.opened(connection, open.producer());
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            parts.producers.close(connection, close.producer());
        } else {
            throw new WireException("a client does not send " + frame.getClass().getSimpleName());
        }
    }

    private void handle(ConnectionState connection, ConsumerFrame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            acknowledge(connection, acknowledge);
        } else if (frame instanceof ConsumerFrame.Credit credit) {
            parts.consumers.credit(connection, credit);
        } else if (frame instanceof ConsumerFrame.HandedOver handed) {
            parts.consumers.handed(connection, handed);
        } else if (frame instanceof ConsumerFrame.Drain drain) {
            parts.consumers.drain(connection, drain);
        } else if (frame instanceof ConsumerFrame.OpenConsumer open) {
            open(connection, open);
        } else if (frame instanceof ConsumerFrame.CloseConsumer close) {
            endDrain(Consumers.find(connection, close.consumer()));
            parts.consumers.close(connection, close);
            ok(connection, close.correlation());
        } else if (frame instanceof ConsumerFrame.Unsubscribe unsubscribe) {
            long before = parts.ledger.lastPosition();
            parts.subscriptions.unsubscribe(connection.clientId(), unsubscribe.subscription());
            replyWhenDurable(connection, unsubscribe.correlation(), before);
        } else {
            throw new WireException("a client does not send " + frame.getClass().getSimpleName());
        }
    }

    /** A consumer that closes gets nothing more: a drain that still waits is answered. */
    private void endDrain(@Nullable ConsumerState consumer) {
        if (consumer != null && consumer.drain() != 0) {
            ok(consumer.session().connection(), consumer.drain());
            consumer.drain(0);
        }
    }

    /** A durable subscription exists for its client once it is on disk: from then on nothing may be missed, whatever happens. */
    private void open(ConnectionState connection, ConsumerFrame.OpenConsumer frame) {
        long before = parts.ledger.lastPosition();
        parts.consumers.open(connection, frame);
        boolean durable =
                frame.kind() == ConsumerFrame.Kind.DURABLE || frame.kind() == ConsumerFrame.Kind.SHARED_DURABLE;
        if (durable) {
            replyWhenDurable(connection, frame.correlation(), before);
        } else {
            ok(connection, frame.correlation());
        }
    }

    private void acknowledge(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        long before = parts.ledger.lastPosition();
        if (frame.transaction() == 0) {
            parts.consumers.acknowledge(connection, frame);
        } else {
            SessionState session = Sessions.session(connection, frame.session());
            parts.transactions.acknowledge(session, frame, parts.consumers);
        }
        if (frame.correlation() != 0) {
            parts.removals.flush();
            parts.attempts.flush();
            replyWhenDurable(connection, frame.correlation(), before);
        }
    }

    /** Answers when everything that was journalled since then is on disk. */
    private void replyWhenDurable(ConnectionState connection, int correlation, long before) {
        long position = parts.ledger.lastPosition();
        if (position == before) {
            ok(connection, correlation);
        } else {
            parts.gate.hold(position, () -> ok(connection, correlation));
        }
    }

    private void handle(ConnectionState connection, TransactionFrame frame) {
        if (frame instanceof TransactionFrame.Commit commit) {
            SessionState session = Sessions.session(connection, commit.session());
            parts.transactions.commit(session, commit.transaction(), () -> ok(connection, commit.correlation()));
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            SessionState session = Sessions.session(connection, rollback.session());
            Sessions.handed(session, rollback.handed());
            parts.transactions.rollBack(session, rollback.transaction());
            parts.sessions.returnEverything(session);
            ok(connection, rollback.correlation());
        }
    }

    private void manage(ConnectionState connection, ManagementFrame.Manage frame) {
        if (!connection.identity().admin()) {
            throw new Refusal(
                    ErrorCode.NOT_AUTHORIZED,
                    "user '" + connection.identity().user() + "' lacks the role admin for " + frame.operation());
        }
        parts.management.execute(
                new ManagementRequest(frame.operation(), frame.arguments()),
                parts.connections,
                rows -> rows(connection, frame.correlation(), rows));
    }

    private void rows(ConnectionState connection, int correlation, List<Map<String, Object>> rows) {
        int from = 0;
        while (rows.size() - from > Wiring.ROWS_PER_FRAME) {
            List<Map<String, Object>> part = rows.subList(from, from + Wiring.ROWS_PER_FRAME);
            outputs.send(connection.id(), new ReplyFrame.Rows(correlation, true, List.copyOf(part)));
            from += Wiring.ROWS_PER_FRAME;
        }
        outputs.send(
                connection.id(), new ReplyFrame.Rows(correlation, false, List.copyOf(rows.subList(from, rows.size()))));
    }

    private void ok(ConnectionState connection, int correlation) {
        outputs.send(connection.id(), new ReplyFrame.Ok(correlation));
    }

    /** A connection's link is lost; what it held returns to the queues. */
    public void disconnected(long id) {
        ConnectionState connection = parts.connections.get(id);
        if (connection != null && !over) {
            try {
                parts.connections.end(connection, false);
            } catch (JournalFailedException | JournalFullException failed) {
                journalFailed(String.valueOf(failed.getMessage()));
            }
        }
    }

    /** Everything before this position is on disk. */
    public void durable(long position) {
        if (!over) {
            parts.gate.release(position);
        }
    }

    /** The journal is dead: nothing more is answered, every connection is closed. Idempotent. */
    public void journalFailed(String reason) {
        if (!over) {
            over = true;
            failure = reason;
            for (ConnectionState connection : parts.connections.all().toArray(new ConnectionState[0])) {
                outputs.close(connection.id(), ErrorCode.JOURNAL_FAILED, reason);
            }
        }
    }

    /** Why the engine has given up on the journal, which it may notice before the host does; null if it has not. */
    public @Nullable String failure() {
        return failure;
    }

    /**
     * Ends a round: does what is due, dispatches, writes gathered records, confirms; a bounded amount.
     *
     * @return whether more remains to be done at once
     */
    public boolean work() {
        if (over) {
            return false;
        }
        try {
            int due = parts.timekeeper.run(MOST_DUE_PER_ROUND);
            parts.activities.step();
            parts.dispatcher.run();
            flush();
            return due == MOST_DUE_PER_ROUND || !parts.activities.isEmpty() || !parts.ready.isEmpty();
        } catch (JournalFailedException | JournalFullException | GatherLimitException failed) {
            journalFailed(String.valueOf(failed.getMessage()));
            return false;
        }
    }

    private void flush() {
        parts.removals.flush();
        parts.attempts.flush();
        parts.confirmer.flush();
        parts.credits.flush();
    }

    /** When {@link #time} and {@link #work} want to be called even without input: milliseconds since the epoch, or {@link Long#MAX_VALUE}. */
    public long wakeAt() {
        return over ? Long.MAX_VALUE : Math.min(parts.timekeeper.wakeAt(), parts.confirmer.wakeAt());
    }

    /** Whether something waits for the disk, so that the host must see to a force. */
    public boolean wantsForce() {
        return !over && parts.gate.size() > 0;
    }

    /** How many outputs wait for the disk. */
    public int heldOutputs() {
        return over ? 0 : parts.gate.size();
    }

    /** A clean stop: consumers are told, what they hold returns, and the journal says so. The host then forces and closes the journal. */
    public void stop() {
        if (over) {
            return;
        }
        try {
            for (ConnectionState connection : parts.connections.all().toArray(new ConnectionState[0])) {
                parts.connections.end(connection, false);
                outputs.close(connection.id(), ErrorCode.STOPPING, "the broker is stopping");
            }
            noteSuspects();
            flush();
            parts.ledger.writeFreeing(new Effect.CleanStop(parts.clock.now()));
        } catch (JournalFailedException | JournalFullException | GatherLimitException failed) {
            journalFailed(String.valueOf(failed.getMessage()));
        }
        over = true;
    }

    private void noteSuspects() {
        for (MessageQueue queue : parts.registry.all()) {
            for (int priority = 0; priority < MessageOrder.PRIORITIES; priority++) {
                MessageRef ref = queue.order().head(priority);
                while (ref != null) {
                    if (ref.suspect()) {
                        parts.attempts.note(ref);
                    }
                    ref = ref.next;
                }
            }
        }
    }
}
