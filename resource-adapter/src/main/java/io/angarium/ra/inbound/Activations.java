package io.angarium.ra.inbound;

import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.message.Addressed;
import io.angarium.ra.broker.BrokerProperties;
import io.angarium.ra.broker.RecoveryResources;
import io.angarium.ra.handle.FactoryHandle;
import io.angarium.ra.management.Registration;
import jakarta.jms.Destination;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/** The message-driven beans of one adapter, and the timer that their steps run on. Thread-safe. */
public final class Activations implements AutoCloseable {
    private static final int TIMER_THREADS = 2;

    private final BrokerProperties adapter;
    private final WorkManager works;
    private final RecoveryResources recovery;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Key, Deployed> active = new HashMap<>(); // guarded by this

    /**
     * None yet.
     *
     * @param adapter whose properties count where an activation has none
     * @param works the container's
     * @param recovery ends branches of connections that are gone
     */
    public Activations(BrokerProperties adapter, WorkManager works, RecoveryResources recovery) {
        this.adapter = adapter;
        this.works = works;
        this.recovery = recovery;
        AtomicInteger number = new AtomicInteger();
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, step -> {
            Thread thread = new Thread(step, "angarium-activations-" + number.incrementAndGet());
            thread.setDaemon(true);
            // else it would be the class loader of the first application that is deployed, and hold that for ever
            thread.setContextClassLoader(Activations.class.getClassLoader());
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Both by identity, as the container gives the same two when it deactivates: Connectors 2.1 section 13.6. */
    private record Key(MessageEndpointFactory endpoints, ActivationSpec spec) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.endpoints == endpoints && key.spec == spec;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(endpoints) + System.identityHashCode(spec);
        }
    }

    private record Deployed(Activation activation, Registration shown) {
        void stop() {
            activation.stop();
            shown.close();
        }
    }

    /** Begins to deliver as soon as the broker is there; does not wait for it. */
    public void activate(MessageEndpointFactory endpoints, ActivationSpec activation) throws ResourceException {
        AngariumActivationSpec spec = own(activation);
        ActivationSettings settings = ActivationSettings.of(spec);
        Destination destination = destination(settings);
        String name = name(endpoints);
        Activation begun = new Activation(
                new Reception.Parts(endpoints, works, factory(spec, settings), recovery, settings),
                destination,
                timer,
                name);
        synchronized (this) {
            Key key = new Key(endpoints, spec);
            if (active.containsKey(key)) {
                throw new ResourceException(name + " is active already");
            }
            active.put(
                    key, new Deployed(begun, Registration.of("Activation", "name", name, new ActivationView(begun))));
        }
        begun.begin();
    }

    /** The class of the bean, if the container tells it, since some call all activations the same. */
    private static String name(MessageEndpointFactory endpoints) {
        String name = Objects.requireNonNullElse(endpoints.getActivationName(), "a message-driven bean");
        Class<?> bean = endpoints.getEndpointClass();
        return bean == null ? name : bean.getSimpleName() + " (" + name + ")";
    }

    /** Ends that; does nothing if it was not active. */
    public void deactivate(MessageEndpointFactory endpoints, ActivationSpec spec) {
        Deployed ended;
        synchronized (this) {
            ended = active.remove(new Key(endpoints, spec));
        }
        if (ended != null) {
            ended.stop();
        }
    }

    /** How many there are. */
    public synchronized int count() {
        return active.size();
    }

    /** For the container's recovery: a resource for each broker and user. */
    public XAResource[] resources(ActivationSpec[] activations) throws ResourceException {
        Set<XAResource> resources = new LinkedHashSet<>();
        for (ActivationSpec activation : activations) {
            AngariumActivationSpec spec = own(activation);
            resources.add(recovery.of(factory(spec, ActivationSettings.of(spec))));
        }
        return resources.toArray(new XAResource[0]);
    }

    private static AngariumActivationSpec own(ActivationSpec activation) throws NotSupportedException {
        if (activation instanceof AngariumActivationSpec spec) {
            return spec;
        }
        throw new NotSupportedException("a " + activation + " is no activation specification of this adapter");
    }

    private AngariumXAConnectionFactory factory(AngariumActivationSpec spec, ActivationSettings settings)
            throws ResourceException {
        String name = settings.connectionFactoryLookup();
        if (name == null) {
            return spec.factory(adapter);
        }
        Object found = lookUp("connectionFactoryLookup", name);
        if (found instanceof AngariumXAConnectionFactory factory) {
            return factory;
        }
        if (found instanceof FactoryHandle handle && handle.managed() instanceof BrokerProperties properties) {
            return properties.factory(adapterOf(handle.managed()));
        }
        throw new ResourceException("connectionFactoryLookup: " + name + " is a "
                + found.getClass().getName() + ", no connection factory of this adapter");
    }

    /** What a connection factory leaves out it has from its own adapter, which may be another deployment than this one. */
    private BrokerProperties adapterOf(ManagedConnectionFactory managed) {
        return managed instanceof ResourceAdapterAssociation associated
                        && associated.getResourceAdapter() instanceof BrokerProperties own
                ? own
                : adapter;
    }

    private static Destination destination(ActivationSettings settings) throws ResourceException {
        String name = settings.destination();
        if (name != null) {
            return settings.topic() ? new AngariumTopic(name) : new AngariumQueue(name);
        }
        String lookup = Objects.requireNonNull(settings.destinationLookup(), "validated");
        Object found = lookUp("destinationLookup", lookup);
        if (found instanceof Destination destination && found instanceof Addressed) {
            return destination;
        }
        throw new ResourceException("destinationLookup: " + lookup + " is a "
                + found.getClass().getName() + ", no destination of this adapter");
    }

    @SuppressWarnings("BanJNDI") // the name is the deployer's, from the activation's properties
    private static Object lookUp(String property, String name) throws ResourceException {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException e) {
            throw new ResourceException(property + ": nothing is found by " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        List<Deployed> all;
        synchronized (this) {
            all = List.copyOf(active.values());
            active.clear();
        }
        all.forEach(Deployed::stop);
        timer.shutdownNow();
    }
}
