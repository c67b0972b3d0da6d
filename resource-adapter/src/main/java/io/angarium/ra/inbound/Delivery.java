package io.angarium.ra.inbound;

import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.jms.session.AngariumXASession;
import io.angarium.ra.broker.EndpointResource;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.ServerSession;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * A session with its endpoint: delivers one message as one piece of work, Connectors 2.1 section 13.5. In the container's
 * transaction (option B: before, message, after) if the bean wants one, else acknowledged when the bean has returned. Used by one thread
 * at a time: the one that loads it, then the container's that it works on.
 */
final class Delivery implements ServerSession, Work {
    private static final Logger LOG = System.getLogger(Delivery.class.getName());
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final String ENDED = "the branch of a delivery has ended before its bean was called";
    private static final Method ON_MESSAGE = onMessage();

    private final AngariumXASession session;
    private final EndpointResource branches;
    private final MessageEndpointFactory endpoints;
    private final WorkManager works;
    private final SessionPool pool;
    private final Outcome outcome;
    private final boolean transacted;
    private volatile @Nullable MessageEndpoint endpoint;
    private volatile @Nullable Throwable failure;
    private volatile boolean called;
    private volatile boolean postponed;

    /** Hears how deliveries end. */
    interface Outcome {
        /** The bean has worked on a message, and that counts. */
        void succeeded();

        /** It has failed, or its transaction was rolled back; the session rests, until {@link Delivery#rested}. */
        void failed(Delivery session, @Nullable Throwable cause);
    }

    /** @throws ResourceException if the bean is not there, or cannot be asked */
    Delivery(
            AngariumXASession session,
            EndpointResource branches,
            MessageEndpointFactory endpoints,
            WorkManager works,
            SessionPool pool,
            Outcome outcome)
            throws ResourceException {
        this.session = session;
        this.branches = branches;
        this.endpoints = endpoints;
        this.works = works;
        this.pool = pool;
        this.outcome = outcome;
        try {
            transacted = endpoints.isDeliveryTransacted(ON_MESSAGE);
        } catch (NoSuchMethodException e) {
            throw new ResourceException("the endpoint is no " + MessageListener.class.getName(), e);
        }
        endpoint = create();
    }

    private static Method onMessage() {
        try {
            return MessageListener.class.getMethod("onMessage", Message.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the API has no MessageListener.onMessage", e);
        }
    }

    private MessageEndpoint create() throws UnavailableException {
        return transacted ? endpoints.createEndpoint(branches) : endpoints.createEndpoint(null);
    }

    @Override
    public Session getSession() {
        return session;
    }

    /** Waits until the container has a thread for it: so it is the container that says how many work. */
    @Override
    public void start() throws JMSException {
        try {
            works.startWork(this);
        } catch (WorkException e) {
            pool.giveBack(this);
            JMSException refused =
                    new JMSException("the container's work manager refused a delivery: " + e.getMessage());
            refused.setLinkedException(e);
            throw refused;
        }
    }

    @Override
    public void run() {
        failure = null;
        called = false;
        postponed = false;
        long rollbacks = branches.rollbacks();
        try {
            deliver();
        } catch (JMSException | ResourceException | NoSuchMethodException | RuntimeException e) {
            Throwable first = failure;
            if (first == null) {
                failure = e;
            } else if (first != e) { // what the bean has thrown says more than what its transaction makes of it
                first.addSuppressed(e);
            }
        }
        Throwable cause = failure;
        if (postponed) {
            pool.giveBack(this); // the bean has said when that message comes again; others are none the worse for it
            return;
        }
        if (cause != null || (called && branches.rollbacks() != rollbacks)) {
            pool.rest();
            outcome.failed(this, cause);
            return;
        }
        if (called) {
            outcome.succeeded();
        }
        pool.giveBack(this);
    }

    /** Whether its connection is lost, which fails whatever is worked on. */
    boolean isCutOff() {
        return branches.isGone();
    }

    /** It may work again. */
    void rested() {
        pool.add(this);
    }

    private void deliver() throws JMSException, ResourceException, NoSuchMethodException {
        MessageEndpoint bean = endpoint;
        if (bean == null) {
            session.returnLoaded();
            bean = create();
            endpoint = bean;
            return;
        }
        MessageListener listener = (MessageListener) bean;
        session.setMessageListener(message -> call(listener, message));
        if (transacted) {
            long starts = branches.starts();
            before(bean);
            try {
                runInBranch(branches.starts() != starts);
            } finally {
                bean.afterDelivery();
            }
        } else {
            session.run();
        }
    }

    /**
     * In no branch, a message would be acknowledged by itself and be gone, whatever becomes of the transaction that its bean works in. So
     * it goes back uncounted where the broker has not begun the branch, and where the container has not enlisted it. A branch that the
     * transaction manager ends from now on, since its time is over, gets no message any more: the session's run hands over in the one in which it
     * begins, and {@link #call} looks again, should that have been none.
     *
     * @param enlisted whether the container has begun, joined or resumed a branch for this delivery
     */
    private void runInBranch(boolean enlisted) {
        if (branches.isAssociated() && session.runInBranch()) {
            return;
        }
        session.returnLoaded();
        XAException trouble = branches.trouble();
        failure = new ResourceException(whyNot(enlisted, trouble), trouble);
    }

    private static String whyNot(boolean enlisted, @Nullable XAException trouble) {
        if (trouble != null) {
            return "the branch of a delivery could not be begun: " + trouble.getMessage();
        }
        return enlisted
                ? ENDED
                : "the container has not enlisted the endpoint's resource in the transaction of a delivery";
    }

    /** What cannot be begun goes back uncounted, and the endpoint is not used again. */
    private void before(MessageEndpoint bean) throws JMSException, ResourceException, NoSuchMethodException {
        boolean begun = false;
        try {
            bean.beforeDelivery(ON_MESSAGE);
            begun = true;
        } finally {
            if (!begun) {
                endpoint = null;
                session.returnLoaded();
                bean.release();
            }
        }
    }

    /**
     * Not outside of the branch, if there has to be one: then the session gives the message back, or it comes back with the branch in which it
     * was handed over. In a transaction, the container rolls back what the bean throws; without one, the session gives back the message. A container that
     * is taking the application away may throw something itself, and commit for all that (WildFly 39 does): then the message would be
     * gone and nobody have worked on it.
     */
    private void call(MessageListener bean, Message message) {
        if (transacted && !branches.isAssociated()) {
            branches.veto(); // it may have been handed over in the branch, which will not commit then
            throw new IllegalStateException(ENDED);
        }
        called = true;
        try {
            bean.onMessage(message);
        } catch (RuntimeException | Error e) {
            failure = e;
            postpone(message, RetryAfterException.in(e));
            if (!transacted) {
                throw e;
            }
            if (!ApplicationExceptions.isOne(e)) {
                branches.veto();
            }
        }
    }

    /** The broker hears of it before the message goes back. What comes again at once, or as if nothing had been said, is a failure like others. */
    private void postpone(Message message, @Nullable RetryAfterException until) {
        if (until != null && message instanceof AngariumMessage delivered) {
            try {
                postponed = delivered.retryAfter(until.delay()) && until.delay().compareTo(SHORTEST) >= 0;
            } catch (JMSException e) { // with its link the broker takes back everything
                LOG.log(Level.DEBUG, "when a message shall come again could not be said", e);
            }
        }
    }

    /** The container asks a long work to end; this one ends with its message. */
    @Override
    public void release() {
        LOG.log(Level.DEBUG, "the container wants its thread back; it has it after this message");
    }

    /** The end of the endpoint. */
    void close() {
        MessageEndpoint last = endpoint;
        endpoint = null;
        if (last != null) {
            last.release();
        }
    }
}
