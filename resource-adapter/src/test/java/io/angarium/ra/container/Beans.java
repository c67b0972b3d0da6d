package io.angarium.ra.container;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * A message-driven bean that is deployed: makes its instances, which work in the container's transaction or in none, and fail on command. A
 * transaction that a resource could not be enlisted in stays on its thread, and the next delivery there is part of it, as in TomEE 9.
 */
public final class Beans implements MessageEndpointFactory {
    private final boolean transacted;
    private final Behaviour behaviour;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Thread> left = ConcurrentHashMap.newKeySet();
    private final AtomicInteger joined = new AtomicInteger();
    private volatile boolean unavailable;
    private volatile boolean withoutTransactions;
    private volatile boolean committing;
    private volatile boolean joining;
    private volatile Consumer<Runnable> begun = timeOut -> {};

    /** What an instance does with a message. */
    @FunctionalInterface
    public interface Behaviour {
        /** False for setRollbackOnly. */
        boolean work(Message message) throws JMSException;
    }

    public Beans(boolean transacted, Behaviour behaviour) {
        this.transacted = transacted;
        this.behaviour = behaviour;
    }

    /** Bodies of the messages that were worked on with success, in order. */
    public List<String> texts() {
        return texts;
    }

    /** Instances that are not released. */
    public int open() {
        return open.get();
    }

    /** As a container whose application is not started yet. */
    public void unavailable(boolean now) {
        unavailable = now;
    }

    /** As a container whose transaction manager begins none. */
    public void withoutTransactions(boolean now) {
        withoutTransactions = now;
    }

    /** As a container that commits although the bean, or the container in its place, has thrown something. */
    public void committing(boolean now) {
        committing = now;
    }

    /** As a container that has a transaction on each of its threads already, and enlists nothing in it. */
    public void joining(boolean now) {
        joining = now;
    }

    /**
     * Hears, on the delivery's thread, that a transaction has begun, and gets what the transaction manager does, on a thread of its own, when the time of that
     * is over: ends and rolls back, unless it is complete.
     */
    public void whenBegun(Consumer<Runnable> hearer) {
        begun = hearer;
    }

    /** How many deliveries were part of a transaction that was on their thread. */
    public int joined() {
        return joined.get();
    }

    /** Threads with a transaction that nobody ends. */
    public int left() {
        return left.size();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
        if (unavailable) {
            throw new UnavailableException("the application is not started");
        }
        if (transacted != (resource != null)) {
            throw new UnavailableException("a resource for transactions, and for nothing else");
        }
        open.incrementAndGet();
        return new Bean(resource);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return transacted;
    }

    @Override
    public String getActivationName() {
        return "orders-bean";
    }

    @Override
    public Class<?> getEndpointClass() {
        return Bean.class;
    }

    /** An instance. */
    private final class Bean implements MessageEndpoint, MessageListener {
        private final XAResource resource;
        private BranchName branch; // guarded by this; null when it is over
        private boolean own;
        private boolean good;
        private String text;

        Bean(XAResource resource) {
            this.resource = resource;
        }

        @Override
        public void beforeDelivery(Method method) throws ResourceException {
            if (withoutTransactions) {
                throw new ResourceException("no transaction can be begun");
            }
            own = !joining && !left.contains(Thread.currentThread());
            if (!own) {
                joined.incrementAndGet();
                return;
            }
            BranchName name = BranchName.unique();
            synchronized (this) {
                branch = name;
            }
            good = true;
            text = null;
            try {
                resource.start(name, XAResource.TMNOFLAGS);
                begun.accept(() -> timeOut(name));
            } catch (XAException e) {
                left.add(Thread.currentThread());
                throw new ResourceException("enlisting", e);
            }
        }

        @Override
        public void onMessage(Message message) {
            boolean worked = false;
            try {
                worked = behaviour.work(message);
                text = message.getBody(String.class);
                if (worked && !transacted) {
                    texts.add(text);
                }
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            } finally {
                good = worked || committing;
            }
        }

        @Override
        public void afterDelivery() throws ResourceException {
            if (own) {
                complete();
            }
        }

        private synchronized void timeOut(BranchName late) {
            if (late != branch) {
                return;
            }
            branch = null;
            try {
                resource.end(late, XAResource.TMFAIL);
                resource.rollback(late);
            } catch (XAException e) {
                throw new IllegalStateException(e);
            }
        }

        private synchronized void complete() throws ResourceException {
            BranchName open = branch;
            if (open == null) {
                throw new ResourceException("the time of the transaction is over");
            }
            branch = null;
            try {
                resource.end(open, good ? XAResource.TMSUCCESS : XAResource.TMFAIL);
            } catch (XAException e) {
                if (good) {
                    throw new ResourceException("ending", e);
                }
            }
            try {
                if (good) {
                    resource.commit(open, true);
                    if (text != null) {
                        texts.add(text);
                    }
                } else {
                    resource.rollback(open);
                }
            } catch (XAException e) {
                throw new ResourceException("completing", e);
            }
        }

        @Override
        public void release() {
            open.decrementAndGet();
        }
    }
}
