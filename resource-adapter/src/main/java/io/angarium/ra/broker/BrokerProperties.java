package io.angarium.ra.broker;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.uri.BrokerUri;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is and who one is there: the configuration properties that adapter, connection factories and activations share. What
 * one of the latter two leaves out it has from the adapter. A bean, set up by the container before it is used (Connectors 2.1 section
 * 5.3.7.1).
 */
public abstract class BrokerProperties implements Serializable {
    private static final long serialVersionUID = 1L;

    private @Nullable String uri;
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String clientId;
    private @Nullable String trustedClasses;
    private @Nullable String trustedPackages;

    /** Broker URI, or null. */
    public final @Nullable String getUri() {
        return uri;
    }

    /** Sets the broker URI; what is wrong with it is said when it is needed. */
    public final void setUri(@Nullable String uri) {
        this.uri = given(uri);
    }

    /** User at the broker, or null. */
    public final @Nullable String getUser() {
        return user;
    }

    /** Sets the user at the broker. */
    public final void setUser(@Nullable String user) {
        this.user = given(user);
    }

    /** Password of {@link #getUser}, or null. */
    public final @Nullable String getPassword() {
        return password;
    }

    /** Sets the password that goes with {@link #setUser}. */
    public final void setPassword(@Nullable String password) {
        this.password = given(password);
    }

    /** Client identifier of connections, or null. */
    public final @Nullable String getClientId() {
        return clientId;
    }

    /** Sets the client identifier of connections, of which there can be one at a time then. */
    public final void setClientId(@Nullable String clientId) {
        this.clientId = given(clientId);
    }

    /** Classes that received object messages may hold, or null. */
    public final @Nullable String getTrustedClasses() {
        return trustedClasses;
    }

    /** Sets the classes that received object messages may hold: names separated by commas. */
    public final void setTrustedClasses(@Nullable String names) {
        trustedClasses = given(names);
    }

    /** Packages whose classes received object messages may hold, or null. */
    public final @Nullable String getTrustedPackages() {
        return trustedPackages;
    }

    /** Sets the packages, with those below, whose classes received object messages may hold: names separated by commas. */
    public final void setTrustedPackages(@Nullable String names) {
        trustedPackages = given(names);
    }

    /** What a property is set to; null for nothing but blanks, as containers have it for one that is left out. */
    protected static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static @Nullable String first(@Nullable String own, @Nullable String general) {
        return own != null ? own : general;
    }

    /** What is wrong with the URI, in one line; empty if nothing is. */
    public final Optional<String> uriProblem() {
        if (uri != null) {
            try {
                BrokerUri.parse(uri);
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * The factory that these properties, and where they are silent the adapter's, describe.
     *
     * @param adapter the adapter's, or null without one
     * @throws IllegalArgumentException if the URI is none, in one line that says why
     */
    public final AngariumXAConnectionFactory factory(@Nullable BrokerProperties adapter) {
        BrokerProperties general = adapter == null ? this : adapter;
        String where = first(uri, general.uri);
        AngariumXAConnectionFactory factory =
                new AngariumXAConnectionFactory(where == null ? AngariumConnectionFactory.DEFAULT_URI : where);
        BrokerProperties who = user == null && uri == null ? general : this; // credentials belong to their broker
        factory.setUser(who.user);
        factory.setPassword(who.password);
        factory.setClientId(clientId);
        factory.setTrustedClasses(first(trustedClasses, general.trustedClasses));
        factory.setTrustedPackages(first(trustedPackages, general.trustedPackages));
        return factory;
    }

    /** Whether all of these properties are the same. */
    protected final boolean sameProperties(BrokerProperties other) {
        return Objects.equals(uri, other.uri)
                && Objects.equals(user, other.user)
                && Objects.equals(password, other.password)
                && Objects.equals(clientId, other.clientId)
                && Objects.equals(trustedClasses, other.trustedClasses)
                && Objects.equals(trustedPackages, other.trustedPackages);
    }

    /** A hash code that fits {@link #sameProperties}. */
    protected final int propertiesHash() {
        return Objects.hash(uri, user, clientId, trustedClasses, trustedPackages);
    }

    /** Without the passwords, for logs. */
    @Override
    public String toString() {
        String shown;
        try {
            shown = uri == null ? "the adapter's broker" : BrokerUri.parse(uri).toString();
        } catch (IllegalArgumentException e) {
            shown = "no broker URI";
        }
        return getClass().getSimpleName() + "[" + shown + ", user=" + user + "]";
    }
}
