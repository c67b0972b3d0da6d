package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.message.Addressed;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.ReceiveContext;
import io.angarium.jms.receiving.Acknowledger;
import io.angarium.jms.receiving.AutoAcknowledger;
import io.angarium.jms.receiving.ClientAcknowledger;
import io.angarium.jms.receiving.DeliveryGate;
import io.angarium.jms.receiving.Dispatcher;
import io.angarium.jms.receiving.IndividualAcknowledger;
import io.angarium.jms.receiving.LazyAcknowledger;
import io.angarium.jms.receiving.ListenerSource;
import io.angarium.jms.receiving.ReceiveSettings;
import io.angarium.jms.receiving.TransactedAcknowledger;
import io.angarium.jms.receiving.XaAcknowledger;
import io.angarium.jms.sending.Completions;
import io.angarium.jms.sending.SendLedger;
import io.angarium.jms.sending.SendOptions;
import io.angarium.jms.sending.Sender;
import io.angarium.jms.sending.WireProducer;
import io.angarium.jms.sending.WireProducers;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.SessionFrame;
import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One session without its API: the sending and the receiving parts put together, and their common life. Used by one thread at a time
 * as the specification says (section 6.2.6), but for close, start and stop, which any thread may call.
 */
final class SessionCore {
    private static final System.Logger LOG = System.getLogger(SessionCore.class.getName());

    private final ConnectionContext connection;
    private final Channel channel;
    private final SessionMode mode;
    private final int number;
    private final DeliveryGate gate = new DeliveryGate();
    private final LocalTransaction transaction = new LocalTransaction();
    private final SendLedger ledger;
    private final Completions completions;
    private final Sender sender;
    private final WireProducers producers;
    private final Acknowledger acknowledger;
    private final SessionConsumers consumers;
    private final SessionRecovery recovery;
    private final SessionLosses losses;
    private final Dispatcher dispatcher;
    private final ReceiveContext received;
    private final AtomicBoolean completing = new AtomicBoolean();
    private final CallsInProgress calls = new CallsInProgress();
    private final OneClose closing = new OneClose();
    private volatile boolean closed;

    SessionCore(ConnectionContext connection, SessionMode mode) throws JMSException {
        this.connection = connection;
        this.mode = mode;
        channel = connection.channel();
        ledger = new SendLedger(isTransacted() ? refused -> {} : connection.notifier()::report);
        SessionNews news = new SessionNews(ledger);
        number = channel.addSession(news);
        completions = new Completions(channel, ledger);
        sender = new Sender(channel, number, connection.stamp(), ledger, completions, gate::insideHere, this::goesOn);
        producers = new WireProducers(channel, number, sender);
        ReceiveSettings receive = connection.settings().receive();
        consumers = new SessionConsumers(channel, number, mode.isIndividual() ? receive : receive.withoutLease());
        acknowledger = acknowledgerOfMode();
        recovery = new SessionRecovery(channel, number, consumers, acknowledger, gate, news);
        String name = "angarium-session-" + channel.welcome().connection() + "-" + number;
        dispatcher = new Dispatcher(channel, name, acknowledger, connection.notifier()::warn);
        received = new ReceiveContext(
                connection.destinations(), connection.settings().trust(), this::settle, channel);
        losses = new SessionLosses(consumers, acknowledger, gate);
        channel.sendSoon(new SessionFrame.OpenSession(number));
        channel.onLoss(losses);
    }

    private Acknowledger acknowledgerOfMode() {
        if (mode == SessionMode.AUTO) {
            return new AutoAcknowledger(channel);
        } else if (mode == SessionMode.DUPS_OK) {
            return new LazyAcknowledger(channel, number);
        } else if (mode == SessionMode.CLIENT) {
            return new ClientAcknowledger(channel, number);
        } else if (mode.isIndividual()) {
            return new IndividualAcknowledger(channel, number);
        } else if (mode == SessionMode.TRANSACTED) {
            return new TransactedAcknowledger(channel, number, transaction::use);
        }
        return new XaAcknowledger(channel, number);
    }

    ConnectionContext connection() {
        return connection;
    }

    Channel channel() {
        return channel;
    }

    SessionMode mode() {
        return mode;
    }

    boolean isTransacted() {
        return mode == SessionMode.TRANSACTED;
    }

    int number() {
        return number;
    }

    DeliveryGate gate() {
        return gate;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Acknowledger acknowledger() {
        return acknowledger;
    }

    SessionConsumers consumers() {
        return consumers;
    }

    WireProducers producers() {
        return producers;
    }

    LocalTransaction transaction() {
        return transaction;
    }

    SessionRecovery recovery() {
        return recovery;
    }

    /** The calls that closing waits for. */
    CallsInProgress calls() {
        return calls;
    }

    Completions completions() {
        return completions;
    }

    /** The message object of a delivery. */
    AngariumMessage message(Deliver delivery) {
        return received.message(delivery);
    }

    /** What a message listener of this session works with. */
    ListenerSource.Surroundings surroundings() {
        return new ListenerSource.Surroundings(
                gate, acknowledger, this::message, recovery, this::rollBack, connection.notifier()::warn);
    }

    boolean isClosed() {
        return closed;
    }

    void checkOpen() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    /** Begins a call that works with messages: throws what became of an earlier send that nobody waited for. */
    void use() throws JMSException {
        checkOpen();
        if (!isTransacted()) {
            JMSException earlier = takeRefusal();
            if (earlier != null) {
                throw earlier;
            }
        }
    }

    /** Takes the first refused send that nobody waited for, or null. */
    @Nullable
    JMSException takeRefusal() throws JMSException {
        JMSException refusal = ledger.takeOrphan();
        if (refusal instanceof InvalidDestinationException) {
            producers.closeShared();
        }
        return refusal;
    }

    /** Refuses what a completion listener may not do with its own session: section 7.3. */
    void checkNotCompleting(String what) throws JMSException {
        if (completions.insideListener()) {
            throw new IllegalStateException("a completion listener may not " + what);
        }
    }

    /** Waits until all completion listeners have been called. */
    void awaitCompletions() throws JMSException {
        completions.awaitAll(dispatcher.isCurrentThread());
    }

    /** Sends one message with a producer of its own or the shared one of its destination. */
    void send(
            Message message,
            Addressed destination,
            SendOptions options,
            @Nullable CompletionListener completion,
            @Nullable WireProducer own)
            throws JMSException {
        calls.during(this, () -> {
            sendNow(message, destination, options, completion, own);
            return null;
        });
    }

    private void sendNow(
            Message message,
            Addressed destination,
            SendOptions options,
            @Nullable CompletionListener completion,
            @Nullable WireProducer own)
            throws JMSException {
        use();
        connection.temporaries().checkSendable(destination.address());
        if (completion != null && completing.compareAndSet(false, true)) {
            dispatcher.add(new CompletionSource(completions));
        }
        WireProducer producer = own == null ? producers.shared(destination.address()) : own;
        long inTransaction = isTransacted() ? transaction.use() : acknowledger.branch();
        try {
            sender.send(new Sender.Order(message, destination, options, inTransaction, completion), producer);
        } catch (InvalidDestinationException e) {
            producers.closeShared();
            throw e;
        }
    }

    /** Acknowledges all that this session has handed over, in the modes where the application does that. */
    void acknowledge() throws JMSException {
        calls.during(this, () -> {
            checkOpen();
            acknowledger.acknowledge();
            return null;
        });
    }

    /** Rolls back its own transaction, if it has one (section 6.2.7). */
    void rollBack() throws JMSException {
        awaitCompletions();
        if (transaction.isUsed()) {
            try {
                recovery.rollback(transaction.use());
            } finally {
                transaction.next();
            }
            JMSException refused = takeRefusal();
            if (refused != null) {
                LOG.log(System.Logger.Level.DEBUG, "rolled back with a refused send", refused);
            }
        }
    }

    /** Whether a transaction is what this session sends in: its own, or the branch that it is in. */
    private boolean goesOn(long transactionNumber) {
        return isTransacted() || acknowledger.branch() == transactionNumber;
    }

    /** Is in no branch any more; what was sent and handed over in it is on its way when this returns. */
    void leaveBranch(XaAcknowledger branches) throws JMSException {
        sender.between(branches::leave);
    }

    private boolean settle(Verdict verdict, int consumer, long tag) throws JMSException {
        return calls.during(this, () -> {
            checkOpen();
            return acknowledger.settle(verdict, consumer, tag);
        });
    }

    void start() throws JMSException {
        gate.open();
        consumers.grantWanted();
        channel.wake();
    }

    void stop() throws JMSException {
        gate.shut();
    }

    /** Whether the calling thread runs a listener of this session. */
    boolean insideListener() {
        return insideMessageListener() || completions.insideListener();
    }

    /** Whether the calling thread runs a message listener of this session. */
    boolean insideMessageListener() {
        return gate.insideHere();
    }

    /** Refuses what a listener may not do to the session that runs it. */
    void checkNotInListener(String what) throws JMSException {
        if (insideListener()) {
            throw new IllegalStateException("a listener may not " + what);
        }
    }

    /**
     * Closes it once: waits for listeners and calls in progress, lets blocked receives return null, sends what may be acknowledged. Who
     * closes it at the same time returns when it is closed.
     *
     * @param withConnection whether the connection follows, so that nobody waits for the broker's reply
     */
    void close(boolean withConnection) throws JMSException {
        checkNotInListener("close its own session");
        if (closing.begin()) {
            try {
                closeOnce(withConnection);
            } finally {
                closing.over();
            }
        } else if (!calls.insideHere()) {
            closing.await();
        }
    }

    private void closeOnce(boolean withConnection) throws JMSException {
        new CloseSteps()
                .then(this::quiesce)
                .then(sender::waitForRoomNoMore)
                .then(this::awaitCompletions)
                .then(calls::end)
                .then(this::awaitCompletions)
                .then(() -> closed = true)
                .then(acknowledger::settle)
                .then(() -> tellBroker(withConnection))
                .then(dispatcher::stop)
                .then(this::discard)
                .finish(channel.isBroken());
    }

    /** Delivers nothing any more, and waits for the listener in progress; blocked receives return null. */
    void quiesce() throws JMSException {
        try {
            gate.close();
        } finally {
            channel.wake();
        }
    }

    private void tellBroker(boolean withConnection) throws JMSException {
        sender.close();
        if (channel.isBroken()) {
            return;
        }
        if (withConnection) {
            channel.endSoon(correlation -> new SessionFrame.CloseSession(correlation, number, consumers.handed()));
        } else {
            channel.end(correlation -> new SessionFrame.CloseSession(correlation, number, consumers.handed()));
        }
    }

    private void discard() {
        completions.failAll(new IllegalStateException("the session was closed before the send was confirmed"));
        consumers.shut();
        producers.discard();
        channel.removeSession(number);
        channel.removeObserver(losses);
    }
}
