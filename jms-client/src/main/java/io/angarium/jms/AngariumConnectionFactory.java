package io.angarium.jms;

import io.angarium.jms.ConnectionOpener.Credentials;
import io.angarium.jms.ConnectionOpener.Maker;
import io.angarium.jms.context.AngariumContext;
import io.angarium.jms.error.Unchecked;
import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.LinkOpener;
import io.angarium.jms.link.Links;
import io.angarium.jms.link.SharedSockets;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.AngariumQueueConnection;
import io.angarium.jms.session.AngariumTopicConnection;
import io.angarium.jms.session.SessionMode;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import io.angarium.wire.Features;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.Serializable;
import java.util.UUID;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to a broker: Jakarta Messaging 3.1 sections 5.2 and 6.1. Where to and how is a URI with options, see
 * {@link io.angarium.jms.uri.UriOption}; the setters win over the options of the same name. Each call makes a connection of its own and
 * returns when the broker has accepted user and client identifier. Thread-safe once it is set up; may be serialised and kept in JNDI.
 */
public class AngariumConnectionFactory
        implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, Referenceable, Serializable {
    /** Where a broker with default settings listens on this host. */
    public static final String DEFAULT_URI = "angarium://localhost:" + BrokerUri.DEFAULT_PORT;

    private static final long serialVersionUID = 1L;

    private String uri = DEFAULT_URI;
    private FactoryOptions options = FactoryOptions.NONE;
    private transient @Nullable SharedSockets sockets; // guarded by this; of its connections

    /** A factory for {@link #DEFAULT_URI}. */
    public AngariumConnectionFactory() {}

    /**
     * @param uri see {@link BrokerUri}
     * @throws IllegalArgumentException if it is no broker URI, in one line that says why
     */
    public AngariumConnectionFactory(String uri) {
        BrokerUri parsed = BrokerUri.parse(uri);
        this.uri = parsed.original();
    }

    /** The broker URI as it was given. */
    public String getUri() {
        return uri;
    }

    /**
     * Sets the broker URI.
     *
     * @throws IllegalArgumentException if it is no broker URI, in one line that says why
     */
    public void setUri(String uri) {
        this.uri = BrokerUri.parse(uri).original();
    }

    /** User of connections that are created without one, or null. */
    public @Nullable String getUser() {
        return options.user();
    }

    /** Sets the user of connections that are created without one. */
    public void setUser(@Nullable String user) {
        options = options.withUser(user);
    }

    /** Sets the password that goes with {@link #setUser}. */
    public void setPassword(@Nullable String password) {
        options = options.withPassword(password);
    }

    /** Client identifier of the connections, or null. */
    public @Nullable String getClientId() {
        return options.clientId();
    }

    /** Sets the client identifier of the connections, of which there can be one at a time then. */
    public void setClientId(@Nullable String clientId) {
        options = options.withClientId(clientId);
    }

    /** Classes that received object messages may hold: names separated by commas, or null. */
    public @Nullable String getTrustedClasses() {
        return options.trustedClasses();
    }

    /** Sets the classes that received object messages may hold: names separated by commas. */
    public void setTrustedClasses(@Nullable String names) {
        options = options.withTrustedClasses(names);
    }

    /** Packages, with those below, whose classes received object messages may hold: names separated by commas, or null. */
    public @Nullable String getTrustedPackages() {
        return options.trustedPackages();
    }

    /**
     * Sets the packages, with those below, whose classes received object messages may hold: names separated by commas, {@code *} for
     * all, which lets whoever can send to this client run code in it.
     */
    public void setTrustedPackages(@Nullable String names) {
        options = options.withTrustedPackages(names);
    }

    /**
     * A factory with the settings of another one, for a kind whose links are others.
     *
     * @param settings copied
     */
    protected AngariumConnectionFactory(AngariumConnectionFactory settings) {
        this.uri = settings.uri;
        this.options = settings.options;
    }

    /** Opens the links of connections; the outbox and tests put their own in its place. */
    protected LinkOpener links() {
        synchronized (this) {
            if (sockets == null) {
                sockets = new SharedSockets();
            }
            return sockets;
        }
    }

    /**
     * A link to this factory's broker, as its user, without a connection object on it.
     *
     * @param incarnation identifies who sends, also on a later link
     * @throws io.angarium.jms.link.LinkException if there is none to be had
     */
    protected final Link openLink(UUID incarnation, LinkListener listener) {
        BrokerUri broker = BrokerUri.parse(uri);
        Credentials credentials = new Credentials(options.userFor(broker), options.passwordFor(broker));
        return Links.open(
                broker, ConnectionOpener.hello(broker, incarnation, null, credentials, Features.ALONE), listener);
    }

    final <C extends AngariumConnection> C open(Maker<C> maker) throws JMSException {
        BrokerUri broker = BrokerUri.parse(uri);
        return open(broker, new Credentials(options.userFor(broker), options.passwordFor(broker)), maker);
    }

    final <C extends AngariumConnection> C open(@Nullable String user, @Nullable String password, Maker<C> maker)
            throws JMSException {
        return open(BrokerUri.parse(uri), new Credentials(user, password), maker);
    }

    /** A connection that does not come back by itself: its loss is for its transaction manager to notice (XAER_RMFAIL). */
    final <C extends AngariumConnection> C openOnce(Maker<C> maker) throws JMSException {
        BrokerUri broker = BrokerUri.parse(uri);
        return openOnce(options.userFor(broker), options.passwordFor(broker), maker);
    }

    final <C extends AngariumConnection> C openOnce(@Nullable String user, @Nullable String password, Maker<C> maker)
            throws JMSException {
        BrokerUri broker = BrokerUri.parse(uri).with(UriOption.RECONNECT, "false");
        return open(broker, new Credentials(user, password), maker);
    }

    private <C extends AngariumConnection> C open(BrokerUri broker, Credentials credentials, Maker<C> maker)
            throws JMSException {
        return ConnectionOpener.open(links(), broker, options.settings(broker), credentials, maker);
    }

    @Override
    public Connection createConnection() throws JMSException {
        return open(AngariumConnection::new);
    }

    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(user, password, AngariumConnection::new);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return open(AngariumQueueConnection::new);
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(user, password, AngariumQueueConnection::new);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return open(AngariumTopicConnection::new);
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(user, password, AngariumTopicConnection::new);
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return Unchecked.get(() -> {
            SessionMode mode = SessionMode.of(sessionMode);
            return AngariumContext.of(open(AngariumConnection::new), mode);
        });
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return createContext(user, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return Unchecked.get(() -> {
            SessionMode mode = SessionMode.of(sessionMode);
            return AngariumContext.of(open(user, password, AngariumConnection::new), mode);
        });
    }

    /** A reference with an address for each property that is set, by the property's name. */
    @Override
    public Reference getReference() throws NamingException {
        Reference reference = References.to(getClass(), new StringRefAddr("uri", uri));
        add(reference, "user", options.user());
        add(reference, "password", options.password());
        add(reference, "clientId", options.clientId());
        add(reference, "trustedClasses", options.trustedClasses());
        add(reference, "trustedPackages", options.trustedPackages());
        return reference;
    }

    private static void add(Reference reference, String property, @Nullable String value) {
        if (value != null) {
            reference.add(new StringRefAddr(property, value));
        }
    }

    /** The URI without its password. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + BrokerUri.parse(uri) + "]";
    }
}
