package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.RecordTooLargeException;
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
import io.angarium.wire.XaFrame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each frame of a client to the collaborator that it concerns, and answers: at once, when what it journalled is on disk, or with
 * the reason why not. Decides nothing. Owner: the engine's holder.
 */
final class FrameHandler {
    private final Wiring parts;
    private final Outputs outputs;
    private final StalledSessions stalled;

    FrameHandler(Wiring parts, Outputs outputs) {
        this.parts = parts;
        this.outputs = outputs;
        this.stalled = new StalledSessions(parts.stalls, parts.clock, this::again);
    }

    /** The sessions whose sends wait for room. */
    StalledSessions stalled() {
        return stalled;
    }

    /**
     * Handles one frame; what is wrong with it is answered or ends the connection.
     *
     * @throws LedgerBroken if the journal is at its end
     */
    void handle(ConnectionState connection, Frame frame) {
        if (stalled.defer(connection, frame)) {
            return;
        }
        try {
            dispatch(connection, frame);
        } catch (Refusal | JournalException | WireException | IllegalArgumentException refused) {
            answer(connection, frame, refused);
        }
    }

    /** A frame that has waited; returns why it goes on waiting, or null. */
    private Admission.@Nullable Wait again(ConnectionState connection, Frame frame, long since) {
        try {
            if (frame instanceof ProducerFrame.Send send) {
                return parts.producers.again(connection, send, since);
            }
            if (frame instanceof ProducerFrame.StorePart part) {
                parts.waitingParts.again(connection, part);
                return null;
            }
            dispatch(connection, frame);
        } catch (Refusal | JournalException | WireException | IllegalArgumentException refused) {
            answer(connection, frame, refused);
        }
        return null;
    }

    private void answer(ConnectionState connection, Frame frame, RuntimeException refused) {
        String reason = String.valueOf(refused.getMessage());
        if (refused instanceof Refusal refusal) {
            refuse(connection, frame, refusal.code(), refusal.reason());
        } else if (refused instanceof RecordTooLargeException) {
            refuse(connection, frame, ErrorCode.MESSAGE_TOO_LARGE, reason);
        } else if (refused instanceof JournalException) {
            refuse(connection, frame, ErrorCode.RESOURCE_LIMIT, reason);
        } else if (refused instanceof WireException) {
            close(connection, ErrorCode.PROTOCOL, reason);
        } else {
            refuse(connection, frame, ErrorCode.UNSUPPORTED, reason);
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
        parts.connections.end(connection, false, code, reason);
    }

    private void dispatch(ConnectionState connection, Frame frame) {
        if (frame instanceof ProducerFrame producer) {
            producer(connection, producer);
        } else if (frame instanceof ConsumerFrame consumer) {
            consumer(connection, consumer);
        } else if (frame instanceof TransactionFrame transaction) {
            transaction(connection, transaction);
        } else if (frame instanceof XaFrame xa) {
            parts.branchCalls.handle(connection, xa);
        } else if (frame instanceof SessionFrame session) {
            session(connection, session);
        } else if (frame instanceof ConnectionFrame own) {
            own(connection, own);
        } else if (frame instanceof ManagementFrame.Manage manage) {
            manage(connection, manage);
        } else {
            throw unexpected(frame);
        }
    }

    private static WireException unexpected(Frame frame) {
        return new WireException("a client does not send " + frame.getClass().getSimpleName() + " now");
    }

    private void own(ConnectionState connection, ConnectionFrame frame) {
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
            parts.connections.end(connection, true, null, "");
        } else if (!(frame instanceof ConnectionFrame.Pong)) {
            throw unexpected(frame);
        }
    }

    private void session(ConnectionState connection, SessionFrame frame) {
        if (frame instanceof SessionFrame.OpenSession open) {
            parts.sessions.open(connection, open.session());
        } else if (frame instanceof SessionFrame.ResumeSession resume) {
            parts.resumer.resume(connection, resume);
        } else if (frame instanceof SessionFrame.CloseSession close) {
            parts.sessions.close(connection, close);
            ok(connection, close.correlation());
        } else if (frame instanceof SessionFrame.Recover recover) {
            parts.sessions.recover(connection, recover);
            ok(connection, recover.correlation());
        }
    }

    private void producer(ConnectionState connection, ProducerFrame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            parts.producers.send(connection, send);
        } else if (frame instanceof ProducerFrame.OpenProducer open) {
            parts.producers.open(connection, open);
            ok(connection, open.correlation());
            parts.producers.opened(connection, open.producer());
        } else if (frame instanceof ProducerFrame.StorePart part) {
            parts.waitingParts.store(connection, part);
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            parts.producers.close(connection, close.producer());
        } else {
            throw unexpected(frame);
        }
    }

    private void consumer(ConnectionState connection, ConsumerFrame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            acknowledge(connection, acknowledge);
        } else if (frame instanceof ConsumerFrame.Credit credit) {
            parts.consumers.credit(connection, credit);
        } else if (frame instanceof ConsumerFrame.HandedOver handed) {
            parts.consumers.handed(connection, handed);
        } else if (frame instanceof ConsumerFrame.Assign assign) {
            parts.consumers.assign(connection, assign);
        } else if (frame instanceof ConsumerFrame.FetchPart fetch) {
            parts.largeBodies.fetch(connection, fetch);
        } else if (frame instanceof ConsumerFrame.Drain drain) {
            parts.consumers.drain(connection, drain);
        } else if (frame instanceof ConsumerFrame.OpenConsumer open) {
            open(connection, open);
        } else if (frame instanceof ConsumerFrame.CloseConsumer close) {
            parts.consumers.close(connection, close);
            ok(connection, close.correlation());
        } else if (frame instanceof ConsumerFrame.Timing timing) {
            parts.consumers.retryAfter(connection, timing);
        } else if (frame instanceof ConsumerFrame.Unsubscribe unsubscribe) {
            long before = parts.ledger.lastPosition();
            parts.subscriptions.unsubscribe(connection.clientId(), unsubscribe.subscription());
            whenDurable(before, () -> ok(connection, unsubscribe.correlation()));
        } else {
            throw unexpected(frame);
        }
    }

    /** A durable subscription exists for its client once it is on disk: from then on nothing may be missed, whatever happens. */
    private void open(ConnectionState connection, ConsumerFrame.OpenConsumer frame) {
        long before = parts.ledger.lastPosition();
        ConsumerState consumer = parts.consumerOpener.open(connection, frame);
        if (!consumer.browser()
                && ConsumerOptions.of(frame.destination()).lease() != 0) { // 0 for none, if the policy has none
            outputs.send(connection.id(), new ConsumerFrame.Timing(consumer.id(), 0, consumer.lease()));
        }
        if (frame.kind() == ConsumerFrame.Kind.DURABLE || frame.kind() == ConsumerFrame.Kind.SHARED_DURABLE) {
            whenDurable(before, () -> ok(connection, frame.correlation()));
        } else {
            ok(connection, frame.correlation());
        }
    }

    private void acknowledge(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        Refusal late = frame.transaction() == 0
                ? parts.settlements.acknowledge(connection, frame)
                : acknowledgeIn(connection.sessions().get(frame.session()), frame);
        if (frame.correlation() != 0) {
            parts.removals.flush();
            parts.attempts.flush(); // and what was acknowledged before without asking is on disk then too
            parts.retries.flush();
            settled(connection, frame, late);
        }
    }

    /** It may have crossed the end of its session or transaction: then it changes nothing, and is no error where nobody asks. */
    private @Nullable Refusal acknowledgeIn(@Nullable SessionState session, ConsumerFrame.Acknowledge frame) {
        if (session == null) {
            return new Refusal(ErrorCode.NOT_FOUND, "session " + frame.session() + " is not open");
        }
        if (Transactions.isOver(session, frame.transaction())) {
            return new Refusal(ErrorCode.ILLEGAL_STATE, Transactions.over(session, frame.transaction()));
        }
        parts.transactions.acknowledge(session, frame, parts.settlements);
        return null;
    }

    /** Also a refusal says that all else is on disk. */
    private void settled(ConnectionState connection, ConsumerFrame.Acknowledge frame, @Nullable Refusal late) {
        parts.gate.holdUnlessDurable(parts.ledger.lastPosition(), () -> {
            if (late == null) {
                ok(connection, frame.correlation());
            } else {
                refuse(connection, frame, late.code(), late.reason());
            }
        });
    }

    private void transaction(ConnectionState connection, TransactionFrame frame) {
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
        long before = parts.ledger.lastPosition();
        ManagementRequest request = new ManagementRequest(frame.operation(), frame.arguments());
        Listing.Answer answer = (rows, more) -> {
            parts.removals.flush();
            whenDurable(
                    before, () -> outputs.send(connection.id(), new ReplyFrame.Rows(frame.correlation(), more, rows)));
        };
        Consumer<Refusal> refused = late -> refuse(connection, frame, late.code(), late.reason());
        if (BranchManagement.knows(frame.operation())) {
            parts.branchManagement.execute(request, connection, answer, refused);
        } else if (QueueManagement.knows(frame.operation())) {
            answer.rows(parts.queueManagement.execute(request), false);
        } else if (TopicManagement.knows(frame.operation())) {
            answer.rows(parts.topicManagement.execute(request), false);
        } else if (MessageManagement.knows(frame.operation())) {
            parts.messageManagement.execute(request, answer, refused);
        } else if (ScheduleManagement.knows(frame.operation())) {
            parts.scheduleManagement.execute(request, answer);
        } else if (ConfigurationManagement.knows(frame.operation())) {
            parts.configuration.execute(request, answer, refused);
        } else {
            parts.management.execute(request, answer);
        }
    }

    /** Runs it at once if nothing was journalled since then, else when all that was is on disk. */
    private void whenDurable(long before, Held answer) {
        long position = parts.ledger.lastPosition();
        if (position == before) {
            answer.release();
        } else {
            parts.gate.hold(position, answer);
        }
    }

    private void ok(ConnectionState connection, int correlation) {
        outputs.send(connection.id(), new ReplyFrame.Ok(correlation));
    }
}
