package io.angarium.ra.inbound;

import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.session.AngariumXAConnection;
import io.angarium.jms.session.AngariumXASession;
import io.angarium.jms.session.BrokerIdentity;
import io.angarium.ra.broker.EndpointResource;
import io.angarium.ra.broker.RecoveryResources;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * An activation while it is connected: one connection, its sessions, and the connection consumer that feeds them. Opened and closed by
 * its activation, one after the other.
 */
final class Reception {
    private static final Logger LOG = System.getLogger(Reception.class.getName());

    /** How long beans may go on with what they are at, when the activation ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int ONE_AT_A_TIME = 1;

    private final AngariumXAConnection connection;
    private final SessionPool pool;
    private final List<Delivery> sessions = new ArrayList<>();
    private @Nullable ConnectionConsumer consumer;

    private Reception(AngariumXAConnection connection, SessionPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    /**
     * What an activation is made of.
     *
     * @param endpoints the container's
     * @param works the container's
     * @param factory makes the connection
     * @param recovery ends branches when the connection is gone
     * @param settings of the activation
     */
    record Parts(
            MessageEndpointFactory endpoints,
            WorkManager works,
            AngariumXAConnectionFactory factory,
            RecoveryResources recovery,
            ActivationSettings settings) {}

    /** Hears what becomes of it. */
    interface Owner extends Delivery.Outcome {
        /** The connection is lost, or the connection consumer cannot go on. */
        void broken(JMSException cause);

        /** How many sessions may be busy. */
        int allowed();
    }

    /** Connects and begins to deliver. */
    static Reception open(Parts parts, Destination destination, Owner owner) throws JMSException, ResourceException {
        AngariumXAConnection connection = (AngariumXAConnection) parts.factory().createXAConnection();
        Reception reception = new Reception(connection, new SessionPool(owner::allowed));
        boolean opened = false;
        try {
            connection.setExceptionListener(owner::broken);
            for (int i = 0; i < parts.settings().sessions(); i++) {
                reception.addSession(parts, owner);
            }
            reception.consumer = reception.consume(parts.settings(), destination);
            connection.start();
            opened = true;
            return reception;
        } finally {
            if (!opened) {
                reception.close();
            }
        }
    }

    private void addSession(Parts parts, Owner owner) throws JMSException, ResourceException {
        AngariumXASession session = (AngariumXASession) connection.createXASession();
        XAResource resource = session.getXAResource();
        EndpointResource branches = new EndpointResource(
                resource, ((BrokerIdentity) resource).broker(), connection::isBroken, () -> parts.recovery()
                        .of(parts.factory()));
        Delivery delivery = new Delivery(session, branches, parts.endpoints(), parts.works(), pool, owner);
        sessions.add(delivery);
        pool.add(delivery);
    }

    private ConnectionConsumer consume(ActivationSettings settings, Destination named) throws JMSException {
        Destination destination = settings.sessions() > 1 ? inOrder(named) : named;
        ActivationSettings.Subscription how = settings.subscription();
        String selector = settings.selector();
        if (!(destination instanceof Topic topic) || (!how.durable() && !how.shared())) {
            return connection.createConnectionConsumer(destination, selector, pool, ONE_AT_A_TIME);
        }
        String name = how.name();
        if (!how.durable()) {
            return connection.createSharedConnectionConsumer(topic, name, selector, pool, ONE_AT_A_TIME);
        }
        return how.shared()
                ? connection.createSharedDurableConnectionConsumer(topic, name, selector, pool, ONE_AT_A_TIME)
                : connection.createDurableConnectionConsumer(topic, name, selector, pool, ONE_AT_A_TIME);
    }

    /** Its messages go to several sessions at a time, but those of a message group one after the other. */
    private static Destination inOrder(Destination named) {
        if (named instanceof AngariumQueue queue) {
            return new AngariumQueue(inOrder(queue.getQueueName()));
        }
        return named instanceof AngariumTopic topic ? new AngariumTopic(inOrder(topic.getTopicName())) : named;
    }

    private static String inOrder(String name) {
        return name + (name.contains("?consumer.") ? "&" : "?") + "consumer.groups=serial";
    }

    /** More sessions may be busy than before. */
    void look() {
        pool.look();
    }

    /** How many messages are worked on. */
    int inFlight() {
        return pool.busy();
    }

    boolean isBroken() {
        return connection.isBroken();
    }

    /** As {@link #close}, on a thread of its own: a bean that does not come back must not hold up anybody. */
    Thread closing() {
        Thread thread = new Thread(this::close, "angarium-activation-close");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Gives back at once what was not begun, lets beans end what they are at, and closes the connection. */
    void close() {
        pool.close();
        step("connection consumer", () -> {
            ConnectionConsumer feeding = consumer;
            if (feeding != null) {
                feeding.close();
            }
        });
        if (!pool.awaitIdle(PATIENCE)) {
            LOG.log(Level.WARNING, "beans are still at their messages after {0}; their connection is closed", PATIENCE);
        }
        sessions.forEach(Delivery::close);
        step("connection", connection::close);
    }

    /** A part that is closed. */
    @FunctionalInterface
    private interface Closing {
        void run() throws JMSException;
    }

    private static void step(String what, Closing closing) {
        try {
            closing.run();
        } catch (JMSException e) { // the broker takes back all with the connection
            LOG.log(Level.DEBUG, "closing the " + what + " of an activation", e);
        }
    }
}
