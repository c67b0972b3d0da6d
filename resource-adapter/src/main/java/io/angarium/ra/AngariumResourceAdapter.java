package io.angarium.ra;

import io.angarium.ra.broker.BrokerProperties;
import io.angarium.ra.broker.RecoveryResources;
import io.angarium.ra.inbound.Activations;
import io.angarium.ra.management.OpenConnections;
import io.angarium.ra.management.Registration;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.Optional;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * The adapter as the container starts and stops it: Connectors 2.1 chapter 5. Its properties hold for all connection factories and
 * activations that do not say otherwise. Two adapters are two deployments, equal to themselves only. Thread-safe once it is set up.
 */
public final class AngariumResourceAdapter extends BrokerProperties
        implements ResourceAdapter, RecoveryResources.Owner, OpenConnections.Owner {
    private static final long serialVersionUID = 1L;

    private transient @Nullable RecoveryResources recovery; // guarded by this
    private transient @Nullable Activations activations; // guarded by this
    private transient @Nullable OpenConnections connections; // guarded by this
    private transient @Nullable Registration shown; // guarded by this

    /** An adapter to be set up by its properties. */
    public AngariumResourceAdapter() {}

    /** Asks no broker: the adapter is deployed whether one is there or not. */
    @Override
    public synchronized void start(BootstrapContext container) throws ResourceAdapterInternalException {
        Optional<String> problem = uriProblem();
        if (problem.isPresent()) {
            throw new ResourceAdapterInternalException("the property uri of the adapter: " + problem.get());
        }
        RecoveryResources kept = new RecoveryResources();
        recovery = kept;
        Activations begun = new Activations(this, container.getWorkManager(), kept);
        activations = begun;
        String broker = factory(null).toString();
        shown = Registration.of(
                "ResourceAdapter", "broker", broker, new AdapterView(broker, openConnections(), begun::count));
    }

    /** Ends what is still active: Connectors 2.1 section 5.3.4. */
    @Override
    public void stop() {
        Activations ending;
        RecoveryResources closing;
        Registration hidden;
        synchronized (this) {
            ending = activations;
            closing = recovery;
            hidden = shown;
            activations = null;
        }
        if (ending != null) {
            ending.close();
        }
        if (closing != null) {
            closing.close();
        }
        if (hidden != null) {
            hidden.close();
        }
    }

    private synchronized Activations activations() throws ResourceException {
        Activations now = activations;
        if (now == null) {
            throw new jakarta.resource.spi.IllegalStateException("the adapter is not started");
        }
        return now;
    }

    @Override
    public synchronized RecoveryResources recoveryResources() {
        if (recovery == null) {
            recovery = new RecoveryResources();
        }
        return recovery;
    }

    @Override
    public synchronized OpenConnections openConnections() {
        if (connections == null) {
            connections = new OpenConnections();
        }
        return connections;
    }

    /** Returns at once, whether the broker is there or not: Connectors 2.1 section 13.4.6. */
    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec activation)
            throws ResourceException {
        activations().activate(endpoints, activation);
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec activation) {
        Activations now;
        synchronized (this) {
            now = activations;
        }
        if (now != null) {
            now.deactivate(endpoints, activation);
        }
    }

    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) throws ResourceException {
        return activations().resources(specs);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
