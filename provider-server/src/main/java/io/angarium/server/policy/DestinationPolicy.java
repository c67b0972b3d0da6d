package io.angarium.server.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is done with the messages of one destination; for a topic, with those in its subscriptions. */
public record DestinationPolicy(RedeliveryPolicy redelivery, DeadLetterPolicy deadLetters, ExpiryPolicy expiry) {

    /**
     * What holds where nothing else is said.
     *
     * @param attempts after which a message is dead
     * @param deadLetterQueue where it goes then; what has expired is dropped
     */
    public static DestinationPolicy standard(int attempts, String deadLetterQueue) {
        return new DestinationPolicy(
                RedeliveryPolicy.atOnce(attempts),
                new DeadLetterPolicy(deadLetterQueue, deadLetterQueue, DeadLetterPolicy.NONE),
                ExpiryPolicy.OF_SENDER);
    }

    /** All settings by the names that the configuration has for them, as they are written there. */
    public Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("redelivery.attempts", String.valueOf(redelivery.attempts()));
        all.put("redelivery.delay", Written.span(redelivery.delay()));
        all.put("redelivery.multiplier", Written.number(redelivery.multiplier()));
        all.put("redelivery.maxDelay", Written.span(redelivery.maxDelay()));
        all.put("redelivery.jitter", Written.percent(redelivery.jitterPercent()));
        all.put("redelivery.order", Written.word(redelivery.order()));
        all.put("deadLetters.attempts", deadLetters.attempts());
        all.put("deadLetters.rejected", deadLetters.rejected());
        all.put("deadLetters.expired", deadLetters.expired());
        all.put("expiry.default", Written.span(expiry.standard()));
        all.put("expiry.min", Written.span(expiry.min()));
        all.put("expiry.max", Written.span(expiry.max()));
        return all;
    }
}
