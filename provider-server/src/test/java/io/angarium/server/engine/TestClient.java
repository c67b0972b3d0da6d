package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One connection of an {@link EngineHarness}: makes frames, numbers them, and keeps what comes back. */
final class TestClient {
    private static final int MUCH = 1 << 30;

    private final EngineHarness harness;
    private final long id;
    private final UUID incarnation;
    private final List<Frame> received = new ArrayList<>();
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final Map<Integer, Integer> sessionOfProducer = new HashMap<>();
    private int lastCorrelation;
    private int lastNumber;
    private boolean closed;
    private boolean deaf;
    private @Nullable ErrorCode closeCode;
    private String closeReason = "";

    TestClient(EngineHarness harness, long id, UUID incarnation) {
        this.harness = harness;
        this.id = id;
        this.incarnation = incarnation;
    }

    UUID incarnation() {
        return incarnation;
    }

    long id() {
        return id;
    }

    // -- what comes

    void receive(Frame frame) {
        assertThat(closeCode).as("after the journal failed: " + frame).isNotEqualTo(ErrorCode.JOURNAL_FAILED);
        if (!closed) {
            received.add(frame);
        }
    }

    /** It does not read any more, so that what is sent to it waits in the broker; what has come is seen here all the same. */
    void deaf(boolean value) {
        deaf = value;
    }

    boolean isDeaf() {
        return deaf;
    }

    void closed(@Nullable ErrorCode code, String reason) {
        assertThat(closed).as("closed twice").isFalse();
        closed = true;
        closeCode = code;
        closeReason = reason;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    ErrorCode closeCode() {
        return closeCode;
    }

    String closeReason() {
        return closeReason;
    }

    List<Frame> received() {
        return received;
    }

    /** All frames of a type so far, taken out. */
    <T extends Frame> List<T> take(Class<T> type) {
        List<T> taken = new ArrayList<>();
        for (Iterator<Frame> all = received.iterator(); all.hasNext(); ) {
            Frame frame = all.next();
            if (type.isInstance(frame)) {
                taken.add(type.cast(frame));
                all.remove();
            }
        }
        return taken;
    }

    /** Texts of the messages delivered to any consumer since last asked. */
    List<String> texts() {
        return take(ConsumerFrame.Deliver.class).stream().map(TestClient::text).toList();
    }

    /** Texts of the messages delivered to one consumer since last asked. */
    List<String> texts(int consumer) {
        List<String> texts = new ArrayList<>();
        received.removeIf(frame -> frame instanceof ConsumerFrame.Deliver deliver
                && deliver.consumer() == consumer
                && texts.add(text(deliver)));
        return texts;
    }

    /** Texts of the messages that came since last asked, and before a reply. */
    List<String> textsBefore(int correlation) {
        List<String> texts = new ArrayList<>();
        for (Iterator<Frame> all = received.iterator(); all.hasNext(); ) {
            Frame frame = all.next();
            if (frame instanceof ReplyFrame reply && reply.correlation() == correlation) {
                break;
            }
            if (frame instanceof ConsumerFrame.Deliver deliver) {
                texts.add(text(deliver));
                all.remove();
            }
        }
        return texts;
    }

    static String text(ConsumerFrame.Deliver deliver) {
        return String.valueOf(MessageReader.text(deliver.message()));
    }

    List<ConsumerFrame.Deliver> deliveries() {
        return take(ConsumerFrame.Deliver.class);
    }

    /** The highest confirmation so far, 0 for none. */
    long confirmed(int session) {
        long upTo = 0;
        for (Frame frame : received) {
            if (frame instanceof ProducerFrame.Confirmed confirmed && confirmed.session() == session) {
                assertThat(confirmed.upTo()).isGreaterThan(upTo);
                upTo = confirmed.upTo();
            }
        }
        return upTo;
    }

    /** The reply to a request, or null if there is none yet. */
    @Nullable
    ReplyFrame reply(int correlation) {
        ReplyFrame found = null;
        for (Frame frame : received) {
            if (frame instanceof ReplyFrame reply && reply.correlation() == correlation) {
                assertThat(found == null || found instanceof ReplyFrame.Rows)
                        .as("two replies")
                        .isTrue();
                found = reply;
            }
        }
        return found;
    }

    boolean ok(int correlation) {
        return reply(correlation) instanceof ReplyFrame.Ok;
    }

    @Nullable
    ErrorCode failure(int correlation) {
        return reply(correlation) instanceof ReplyFrame.Failed failed ? failed.code() : null;
    }

    // -- what goes

    void frame(Frame frame) {
        harness.engine().frame(id, frame);
    }

    int correlation() {
        return ++lastCorrelation;
    }

    int session() {
        int session = ++lastNumber;
        frame(new SessionFrame.OpenSession(session));
        return session;
    }

    /** Resumes a session of before. */
    void resume(int session, long confirmed, long resentUpTo, long ended, long open) {
        resume(session, confirmed, resentUpTo, ended, open, 1000, List.of());
    }

    void resume(
            int session,
            long confirmed,
            long resentUpTo,
            long ended,
            long open,
            long unsureMillis,
            List<SessionFrame.Handed> tags) {
        frame(new SessionFrame.ResumeSession(session, confirmed, resentUpTo, ended, open, unsureMillis, tags));
        sentUpTo(session, confirmed);
    }

    /** The next send of a session that was resumed has the number behind this one. */
    void sentUpTo(int session, long sequence) {
        lastNumber = Math.max(lastNumber, 100);
        sequences.put(session, sequence);
    }

    int producer(int session, Destination destination) {
        int producer = ++lastNumber;
        sessionOfProducer.put(producer, session);
        frame(new ProducerFrame.OpenProducer(correlation(), session, producer, destination));
        return producer;
    }

    long send(int producer, EncodedMessage message) {
        return send(producer, 0, 0, 0, message);
    }

    long send(int producer, String text) {
        return send(producer, Messages.text(text));
    }

    void send(int producer, List<String> texts) {
        texts.forEach(text -> send(producer, text));
    }

    long sendIn(int producer, long transaction, String text) {
        return send(producer, transaction, 0, 0, Messages.text(text));
    }

    long send(int producer, long transaction, long timeToLive, long delay, EncodedMessage message) {
        long sequence = sequences.merge(sessionOfProducer.getOrDefault(producer, 0), 1L, Long::sum);
        frame(new ProducerFrame.Send(producer, sequence, transaction, timeToLive, delay, message));
        return sequence;
    }

    /** Opens a consumer of a queue with all credit. */
    int consume(int session, String queue) {
        return consume(session, queue, null);
    }

    int consume(int session, String queue, @Nullable String selector) {
        int consumer = open(session, ConsumerFrame.Kind.QUEUE, Destination.queue(queue), null, selector);
        credit(consumer, MUCH);
        return consumer;
    }

    int browse(int session, String queue, @Nullable String selector) {
        return open(session, ConsumerFrame.Kind.BROWSER, Destination.queue(queue), null, selector);
    }

    /** Opens a consumer without credit. */
    int open(int session, ConsumerFrame.Kind kind, Destination destination, @Nullable String name) {
        return open(session, kind, destination, name, null);
    }

    int open(
            int session,
            ConsumerFrame.Kind kind,
            Destination destination,
            @Nullable String name,
            @Nullable String selector) {
        int consumer = ++lastNumber;
        frame(new ConsumerFrame.OpenConsumer(
                correlation(), session, consumer, kind, destination, name, selector, false));
        return consumer;
    }

    int subscribeTo(int session, Destination topic) {
        int consumer = open(session, ConsumerFrame.Kind.TOPIC, topic, null);
        credit(consumer, MUCH);
        return consumer;
    }

    int subscribe(int session, ConsumerFrame.Kind kind, String topic, @Nullable String name) {
        int consumer = open(session, kind, Destination.topic(topic), name);
        credit(consumer, MUCH);
        return consumer;
    }

    /** The error of the request made last, or null. */
    @Nullable
    ErrorCode lastFailure() {
        return failure(lastCorrelation);
    }

    boolean lastOk() {
        return ok(lastCorrelation);
    }

    void credit(int consumer, int messages) {
        frame(new ConsumerFrame.Credit(consumer, messages, MUCH));
    }

    int drain(int consumer) {
        int correlation = correlation();
        frame(new ConsumerFrame.Drain(correlation, consumer));
        return correlation;
    }

    void handed(int consumer, long upTo) {
        frame(new ConsumerFrame.HandedOver(consumer, upTo));
    }

    void retryAfter(int consumer, long tag, long millis) {
        frame(new ConsumerFrame.Timing(consumer, tag, millis));
    }

    void settle(int session, ConsumerFrame.Verdict verdict, int consumer, long first, long last) {
        frame(new ConsumerFrame.Acknowledge(
                0, session, 0, verdict, List.of(new ConsumerFrame.Range(consumer, first, last))));
    }

    void accept(int session, int consumer, long first, long last) {
        settle(session, ConsumerFrame.Verdict.ACCEPT, consumer, first, last);
    }

    void acceptIn(int session, long transaction, int consumer, long first, long last) {
        frame(new ConsumerFrame.Acknowledge(
                0,
                session,
                transaction,
                ConsumerFrame.Verdict.ACCEPT,
                List.of(new ConsumerFrame.Range(consumer, first, last))));
    }

    int acceptAndWait(int session, int consumer, long first, long last) {
        int correlation = correlation();
        frame(new ConsumerFrame.Acknowledge(
                correlation,
                session,
                0,
                ConsumerFrame.Verdict.ACCEPT,
                List.of(new ConsumerFrame.Range(consumer, first, last))));
        return correlation;
    }

    int recover(int session, SessionFrame.Handed... handed) {
        int correlation = correlation();
        frame(new SessionFrame.Recover(correlation, session, Arrays.asList(handed)));
        return correlation;
    }

    int commit(int session, long transaction) {
        int correlation = correlation();
        frame(new TransactionFrame.Commit(correlation, session, transaction));
        return correlation;
    }

    int rollBack(int session, long transaction, SessionFrame.Handed... handed) {
        int correlation = correlation();
        frame(new TransactionFrame.Rollback(correlation, session, transaction, Arrays.asList(handed)));
        return correlation;
    }

    int closeConsumer(int consumer, long handedUpTo) {
        int correlation = correlation();
        frame(new ConsumerFrame.CloseConsumer(correlation, consumer, handedUpTo));
        return correlation;
    }

    int closeSession(int session, SessionFrame.Handed... handed) {
        int correlation = correlation();
        frame(new SessionFrame.CloseSession(correlation, session, Arrays.asList(handed)));
        return correlation;
    }

    int unsubscribe(String name) {
        int correlation = correlation();
        frame(new ConsumerFrame.Unsubscribe(correlation, name));
        return correlation;
    }

    int temporary(Destination destination) {
        int correlation = correlation();
        frame(new ConnectionFrame.CreateTemporary(correlation, destination));
        return correlation;
    }

    int deleteTemporary(Destination destination) {
        int correlation = correlation();
        frame(new ConnectionFrame.DeleteTemporary(correlation, destination));
        return correlation;
    }

    int manage(String operation, Map<String, Object> arguments) {
        int correlation = correlation();
        frame(new ManagementFrame.Manage(correlation, operation, arguments));
        return correlation;
    }

    /** The rows of a management request, which must have been answered. */
    List<Map<String, Object>> rows(int correlation) {
        List<Map<String, Object>> rows = new ArrayList<>();
        boolean complete = false;
        for (Frame frame : received) {
            if (frame instanceof ReplyFrame.Rows reply && reply.correlation() == correlation) {
                assertThat(complete).isFalse();
                rows.addAll(reply.rows());
                complete = !reply.more();
            }
        }
        assertThat(complete).as("answered: " + reply(correlation)).isTrue();
        return rows;
    }

    /** The link is lost. */
    void vanish() {
        closed = true;
        harness.engine().disconnected(id);
    }
}
