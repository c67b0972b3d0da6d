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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/** A message-driven bean that is deployed: makes its instances, which work in the container's transaction or in none, and fail on command. */
public final class Beans implements MessageEndpointFactory {
    private final boolean transacted;
    private final Behaviour behaviour;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean unavailable;
    private volatile boolean withoutTransactions;
    private volatile boolean committing;

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
        private BranchName branch;
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
            branch = BranchName.unique();
            good = true;
            text = null;
            try {
                resource.start(branch, XAResource.TMNOFLAGS);
            } catch (XAException e) {
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
            try {
                resource.end(branch, good ? XAResource.TMSUCCESS : XAResource.TMFAIL);
            } catch (XAException e) {
                if (good) {
                    throw new ResourceException("ending", e);
                }
            }
            try {
                if (good) {
                    resource.commit(branch, true);
                    if (text != null) {
                        texts.add(text);
                    }
                } else {
                    resource.rollback(branch);
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
