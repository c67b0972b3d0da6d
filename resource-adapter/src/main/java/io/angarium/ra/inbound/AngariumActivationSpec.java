package io.angarium.ra.inbound;

import io.angarium.ra.broker.BrokerProperties;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import org.jspecify.annotations.Nullable;

/**
 * How a message-driven bean is fed: Connectors 2.1 section 13.4, Jakarta Messaging 3.1 section 13.1 and, for the names of the standard
 * properties, appendix "ActivationSpec". A bean of texts, so that {@link #validate} can tell everything that is wrong with it at once.
 */
public final class AngariumActivationSpec extends BrokerProperties implements ActivationSpec {
    private static final long serialVersionUID = 1L;

    private transient @Nullable ResourceAdapter adapter; // guarded by this
    private @Nullable String destination;
    private @Nullable String destinationLookup;
    private @Nullable String destinationType;
    private @Nullable String connectionFactoryLookup;
    private @Nullable String messageSelector;
    private @Nullable String acknowledgeMode;
    private @Nullable String subscriptionDurability;
    private @Nullable String subscriptionName;
    private @Nullable String shareSubscriptions;
    private @Nullable String maxSessions;
    private @Nullable String redeliveryDelay;
    private @Nullable String maxRedeliveryDelay;
    private @Nullable String failuresBeforePause;
    private @Nullable String maxPause;
    private @Nullable String maxReconnectDelay;

    /** A specification to be set up by its properties. */
    public AngariumActivationSpec() {}

    /** Name of the queue or topic at the broker; null if not set. */
    public @Nullable String getDestination() {
        return destination;
    }

    /** Sets name of the queue or topic at the broker. */
    public void setDestination(@Nullable String destination) {
        this.destination = given(destination);
    }

    /** JNDI name of an administered queue or topic; null if not set. */
    public @Nullable String getDestinationLookup() {
        return destinationLookup;
    }

    /** Sets JNDI name of an administered queue or topic. */
    public void setDestinationLookup(@Nullable String destinationLookup) {
        this.destinationLookup = given(destinationLookup);
    }

    /** {@code jakarta.jms.Queue} or {@code jakarta.jms.Topic}; null if not set. */
    public @Nullable String getDestinationType() {
        return destinationType;
    }

    /** Sets {@code jakarta.jms.Queue} or {@code jakarta.jms.Topic}. */
    public void setDestinationType(@Nullable String destinationType) {
        this.destinationType = given(destinationType);
    }

    /** JNDI name of a connection factory of this client, whose URI and user are used; null if not set. */
    public @Nullable String getConnectionFactoryLookup() {
        return connectionFactoryLookup;
    }

    /** Sets JNDI name of a connection factory of this client, whose URI and user are used. */
    public void setConnectionFactoryLookup(@Nullable String connectionFactoryLookup) {
        this.connectionFactoryLookup = given(connectionFactoryLookup);
    }

    /** Which messages come; null if not set. */
    public @Nullable String getMessageSelector() {
        return messageSelector;
    }

    /** Sets which messages come. */
    public void setMessageSelector(@Nullable String messageSelector) {
        this.messageSelector = given(messageSelector);
    }

    /** {@code Auto-acknowledge} or {@code Dups-ok-acknowledge}, for beans without transactions; null if not set. */
    public @Nullable String getAcknowledgeMode() {
        return acknowledgeMode;
    }

    /** Sets {@code Auto-acknowledge} or {@code Dups-ok-acknowledge}, for beans without transactions. */
    public void setAcknowledgeMode(@Nullable String acknowledgeMode) {
        this.acknowledgeMode = given(acknowledgeMode);
    }

    /** {@code Durable} or {@code NonDurable}; null if not set. */
    public @Nullable String getSubscriptionDurability() {
        return subscriptionDurability;
    }

    /** Sets {@code Durable} or {@code NonDurable}. */
    public void setSubscriptionDurability(@Nullable String subscriptionDurability) {
        this.subscriptionDurability = given(subscriptionDurability);
    }

    /** Name of the subscription; null if not set. */
    public @Nullable String getSubscriptionName() {
        return subscriptionName;
    }

    /** Sets name of the subscription. */
    public void setSubscriptionName(@Nullable String subscriptionName) {
        this.subscriptionName = given(subscriptionName);
    }

    /** {@code true} for a subscription that several activations share; null if not set. */
    public @Nullable String getShareSubscriptions() {
        return shareSubscriptions;
    }

    /** Sets {@code true} for a subscription that several activations share. */
    public void setShareSubscriptions(@Nullable String shareSubscriptions) {
        this.shareSubscriptions = given(shareSubscriptions);
    }

    /** How many messages are worked on at a time; null if not set. */
    public @Nullable String getMaxSessions() {
        return maxSessions;
    }

    /** Sets how many messages are worked on at a time. */
    public void setMaxSessions(@Nullable String maxSessions) {
        this.maxSessions = given(maxSessions);
    }

    /** How long a session rests after a delivery that failed, the first time; null if not set. */
    public @Nullable String getRedeliveryDelay() {
        return redeliveryDelay;
    }

    /** Sets how long a session rests after a delivery that failed, the first time. */
    public void setRedeliveryDelay(@Nullable String redeliveryDelay) {
        this.redeliveryDelay = given(redeliveryDelay);
    }

    /** How long it rests at most, when failures go on; null if not set. */
    public @Nullable String getMaxRedeliveryDelay() {
        return maxRedeliveryDelay;
    }

    /** Sets how long it rests at most, when failures go on. */
    public void setMaxRedeliveryDelay(@Nullable String maxRedeliveryDelay) {
        this.maxRedeliveryDelay = given(maxRedeliveryDelay);
    }

    /** After how many failures in a row the activation pauses; 0 for never; null if not set. */
    public @Nullable String getFailuresBeforePause() {
        return failuresBeforePause;
    }

    /** Sets after how many failures in a row the activation pauses; 0 for never. */
    public void setFailuresBeforePause(@Nullable String failuresBeforePause) {
        this.failuresBeforePause = given(failuresBeforePause);
    }

    /** How long it pauses at most before it tries one message; null if not set. */
    public @Nullable String getMaxPause() {
        return maxPause;
    }

    /** Sets how long it pauses at most before it tries one message. */
    public void setMaxPause(@Nullable String maxPause) {
        this.maxPause = given(maxPause);
    }

    /** How long it waits at most between two tries to reach the broker; null if not set. */
    public @Nullable String getMaxReconnectDelay() {
        return maxReconnectDelay;
    }

    /** Sets how long it waits at most between two tries to reach the broker. */
    public void setMaxReconnectDelay(@Nullable String maxReconnectDelay) {
        this.maxReconnectDelay = given(maxReconnectDelay);
    }

    /**
     * Asks no broker and no JNDI: only whether the properties make sense, alone and together.
     *
     * @throws InvalidPropertyException with the descriptor of each property that does not
     */
    @Override
    public void validate() throws InvalidPropertyException {
        ActivationSettings.of(this);
    }

    @Override
    public synchronized @Nullable ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    /** Once: Connectors 2.1 section 5.3.3. */
    @Override
    public synchronized void setResourceAdapter(ResourceAdapter newAdapter) throws ResourceException {
        if (adapter != null && adapter != newAdapter) {
            throw new jakarta.resource.spi.IllegalStateException("this activation has an adapter already");
        }
        adapter = newAdapter;
    }
}
