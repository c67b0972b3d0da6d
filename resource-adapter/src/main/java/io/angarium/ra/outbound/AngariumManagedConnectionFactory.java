package io.angarium.ra.outbound;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.ra.broker.BrokerProperties;
import io.angarium.ra.broker.RecoveryResources;
import io.angarium.ra.management.OpenConnections;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Makes managed connections, for {@code jakarta.jms.ConnectionFactory}: Connectors 2.1 sections 6.5.3 and 6.5.3.4. A bean; thread-safe
 * once it is set up. Equal to another with the same properties and adapter.
 */
public class AngariumManagedConnectionFactory extends BrokerProperties
        implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, ResourceAdapterAssociation {
    private static final long serialVersionUID = 1L;

    /** More sessions than that on one connection would wait for each other. */
    private static final int MOST_SHARING = 1_000;

    private @Nullable String connectionsPerSocket;
    private transient @Nullable ResourceAdapter adapter; // guarded by this
    private transient @Nullable Sockets sockets; // guarded by this
    private transient volatile @Nullable PrintWriter logWriter;

    /** A factory to be set up by its properties. */
    public AngariumManagedConnectionFactory() {}

    Domain domain() {
        return Domain.BOTH;
    }

    /** How many managed connections share a connection to the broker, or null for one. */
    public final @Nullable String getConnectionsPerSocket() {
        return connectionsPerSocket;
    }

    /** Sets how many managed connections share a connection to the broker: a number from 1 to 1000. */
    public final void setConnectionsPerSocket(@Nullable String number) {
        connectionsPerSocket = given(number);
    }

    /** The property as a number, 0 if it is none. */
    final int sharing() {
        try {
            return connectionsPerSocket == null ? 1 : Integer.parseInt(connectionsPerSocket);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private synchronized Sockets sockets() throws InvalidPropertyException {
        int most = sharing();
        if (most < 1 || most > MOST_SHARING) {
            throw new InvalidPropertyException("the property connectionsPerSocket of the connection factory: \""
                    + connectionsPerSocket + "\" is no number from 1 to " + MOST_SHARING);
        }
        if (sockets == null) {
            sockets = new Sockets(domain(), most);
        }
        return sockets;
    }

    /** Whose properties count where this factory has none, or null. */
    private @Nullable BrokerProperties general() {
        return getResourceAdapter() instanceof BrokerProperties properties ? properties : null;
    }

    private AngariumXAConnectionFactory factory() throws InvalidPropertyException {
        try {
            return factory(general());
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(
                    "the property uri of the connection factory or of the adapter: " + e.getMessage(), e);
        }
    }

    /** For resources of managed connections that are gone. */
    RecoveryResource recovery(Credentials credentials) {
        AngariumXAConnectionFactory factory = factory(general());
        if (credentials.user() != null) {
            factory.setUser(credentials.user());
            factory.setPassword(credentials.password());
        }
        RecoveryResources kept =
                getResourceAdapter() instanceof RecoveryResources.Owner owner ? owner.recoveryResources() : null;
        return (kept == null ? new RecoveryResources() : kept).of(factory);
    }

    /** Where its connections are counted; without an adapter, nowhere that anybody looks. */
    private OpenConnections open() {
        return getResourceAdapter() instanceof OpenConnections.Owner owner
                ? owner.openConnections()
                : new OpenConnections();
    }

    @Override
    public Object createConnectionFactory(ConnectionManager manager) throws ResourceException {
        factory();
        sockets();
        return domain().factory(manager, this);
    }

    @Override
    public Object createConnectionFactory() throws ResourceException {
        return createConnectionFactory(new DirectConnections());
    }

    @Override
    public ManagedConnection createManagedConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        Credentials credentials = Credentials.of(subject, request, this);
        AngariumXAConnectionFactory factory = factory();
        Sockets shared = sockets();
        try {
            return new AngariumManagedConnection(this, credentials, shared.take(factory, credentials), open());
        } catch (JMSSecurityException e) {
            throw new SecurityException("the broker refused " + credentials + ": " + e.getMessage(), e);
        } catch (JMSException e) {
            throw new CommException("no connection by " + factory + ": " + e.getMessage(), e);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // the API's
    public @Nullable ManagedConnection matchManagedConnections(
            Set candidates, @Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        Credentials credentials = Credentials.of(subject, request, this);
        for (Object candidate : candidates) {
            if (candidate instanceof AngariumManagedConnection connection
                    && connection.suits(this, credentials)
                    && !connection.isGone()) {
                return connection;
            }
        }
        return null;
    }

    /** Those that the broker no longer knows of; asks nobody, since heartbeats have found out. */
    @Override
    @SuppressWarnings("rawtypes") // the API's
    public Set<ManagedConnection> getInvalidConnections(Set candidates) {
        Set<ManagedConnection> invalid = new LinkedHashSet<>();
        for (Object candidate : candidates) {
            if (candidate instanceof AngariumManagedConnection connection && connection.isGone()) {
                invalid.add(connection);
            }
        }
        return invalid;
    }

    @Override
    public synchronized @Nullable ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    /** Once: Connectors 2.1 section 5.3.2. */
    @Override
    public synchronized void setResourceAdapter(ResourceAdapter newAdapter) throws ResourceException {
        if (adapter != null && adapter != newAdapter) {
            throw new jakarta.resource.spi.IllegalStateException("this connection factory has an adapter already");
        }
        adapter = newAdapter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof AngariumManagedConnectionFactory factory
                && factory.getClass() == getClass()
                && factory.getResourceAdapter() == getResourceAdapter()
                && Objects.equals(factory.connectionsPerSocket, connectionsPerSocket)
                && sameProperties(factory);
    }

    @Override
    public final int hashCode() {
        return propertiesHash();
    }
}
