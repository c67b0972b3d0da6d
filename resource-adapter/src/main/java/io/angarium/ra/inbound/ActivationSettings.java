package io.angarium.ra.inbound;

import jakarta.resource.spi.InvalidPropertyException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an activation specification means, after it was found to be right. Immutable.
 *
 * @param destination name at the broker, or null if {@code destinationLookup} says it
 * @param destinationLookup JNDI name, or null
 * @param topic whether it is a topic; with a look-up, what was found says it
 * @param connectionFactoryLookup JNDI name, or null
 * @param selector which messages come, or null for all
 * @param subscription how a topic is subscribed to
 * @param sessions how many messages are worked on at a time
 * @param redelivery how long a session rests after failures
 * @param failuresBeforePause after how many failures in a row all pause; 0 for never
 * @param pause how long
 * @param reconnect how long between two tries to reach the broker
 */
record ActivationSettings(
        @Nullable String destination,
        @Nullable String destinationLookup,
        boolean topic,
        @Nullable String connectionFactoryLookup,
        @Nullable String selector,
        Subscription subscription,
        int sessions,
        Delays redelivery,
        int failuresBeforePause,
        Delays pause,
        Delays reconnect) {

    /**
     * How a topic is subscribed to.
     *
     * @param durable whether it stays when the bean is gone
     * @param name of the subscription, or null
     * @param shared whether others may consume from it too
     */
    record Subscription(boolean durable, @Nullable String name, boolean shared) {}

    /**
     * Delays that double.
     *
     * @param first the shortest
     * @param most the longest
     */
    record Delays(Duration first, Duration most) {
        /** The delay after so many failures in a row, 1 or more. */
        Duration after(long failures) {
            long millis = first.toMillis();
            for (long i = 1; i < failures && millis < most.toMillis(); i++) {
                millis *= 2;
            }
            return Duration.ofMillis(Math.min(millis, most.toMillis()));
        }
    }

    static final String QUEUE = "jakarta.jms.Queue";
    static final String TOPIC = "jakarta.jms.Topic";

    private static final int SESSIONS = 10;
    private static final int MOST_SESSIONS = 1000;
    private static final int FAILURES_BEFORE_PAUSE = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(200);

    /**
     * Reads a specification.
     *
     * @throws InvalidPropertyException with all that is wrong, and the descriptor of each property concerned
     */
    static ActivationSettings of(AngariumActivationSpec spec) throws InvalidPropertyException {
        Mistakes mistakes = new Mistakes(spec.getClass());
        spec.uriProblem().ifPresent(problem -> mistakes.add("uri", problem));
        boolean topic = mistakes.choice("destinationType", spec.getDestinationType(), TOPIC, QUEUE);
        Subscription subscription = new Subscription(
                mistakes.choice("subscriptionDurability", spec.getSubscriptionDurability(), "Durable", "NonDurable"),
                spec.getSubscriptionName(),
                mistakes.choice("shareSubscriptions", spec.getShareSubscriptions(), "true", "false"));
        // the same to a broker that forces no disk for acknowledgements
        mistakes.choice("acknowledgeMode", spec.getAcknowledgeMode(), "Dups-ok-acknowledge", "Auto-acknowledge");
        checkDestination(spec, mistakes);
        checkSubscription(spec, topic, subscription, mistakes);
        ActivationSettings settings = new ActivationSettings(
                spec.getDestination(),
                spec.getDestinationLookup(),
                topic,
                spec.getConnectionFactoryLookup(),
                spec.getMessageSelector(),
                subscription,
                mistakes.number("maxSessions", spec.getMaxSessions(), SESSIONS, 1, MOST_SESSIONS),
                new Delays(
                        mistakes.duration("redeliveryDelay", spec.getRedeliveryDelay(), Duration.ofMillis(100)),
                        mistakes.duration("maxRedeliveryDelay", spec.getMaxRedeliveryDelay(), Duration.ofSeconds(10))),
                mistakes.number(
                        "failuresBeforePause",
                        spec.getFailuresBeforePause(),
                        FAILURES_BEFORE_PAUSE,
                        0,
                        Integer.MAX_VALUE),
                new Delays(FIRST_PAUSE, mistakes.duration("maxPause", spec.getMaxPause(), Duration.ofMinutes(1))),
                new Delays(
                        FIRST_RECONNECT,
                        mistakes.duration("maxReconnectDelay", spec.getMaxReconnectDelay(), Duration.ofSeconds(2))));
        mistakes.throwIfAny();
        return settings;
    }

    private static void checkDestination(AngariumActivationSpec spec, Mistakes mistakes) {
        if (spec.getDestination() == null && spec.getDestinationLookup() == null) {
            mistakes.add("destination", "name a destination, or one in JNDI by destinationLookup");
        }
        if (spec.getDestination() != null && spec.getDestinationLookup() != null) {
            mistakes.add("destinationLookup", "there is a destination already; name one of the two");
        }
        if (spec.getDestination() != null && spec.getDestinationType() == null) {
            mistakes.add("destinationType", "say whether it is a " + QUEUE + " or a " + TOPIC);
        }
    }

    private static void checkSubscription(
            AngariumActivationSpec spec, boolean topic, Subscription subscription, Mistakes mistakes) {
        boolean queue = spec.getDestinationType() != null && !topic;
        if (queue && subscription.durable()) {
            mistakes.add("subscriptionDurability", "a queue has no subscriptions; leave it out");
        }
        if (queue && subscription.shared()) {
            mistakes.add("shareSubscriptions", "a queue has no subscriptions; leave it out");
        }
        if (subscription.name() == null && (subscription.durable() || subscription.shared())) {
            mistakes.add("subscriptionName", "a durable or shared subscription needs a name");
        }
        if (subscription.durable() && !subscription.shared() && spec.getClientId() == null) {
            mistakes.add("clientId", "an unshared durable subscription needs one, or shareSubscriptions=true");
        }
    }
}
