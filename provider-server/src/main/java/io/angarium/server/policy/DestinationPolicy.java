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

    /** All settings by the names that the configuration has for them, for people. */
    public Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("redelivery.attempts", redelivery.attempts());
        all.put("redelivery.delay", redelivery.delay());
        all.put("redelivery.multiplier", redelivery.multiplier());
        all.put("redelivery.maxDelay", redelivery.maxDelay());
        all.put("redelivery.jitter", redelivery.jitterPercent());
        all.put("redelivery.order", redelivery.order());
        all.put("deadLetters.attempts", deadLetters.attempts());
        all.put("deadLetters.rejected", deadLetters.rejected());
        all.put("deadLetters.expired", deadLetters.expired());
        all.put("expiry.default", expiry.standard());
        all.put("expiry.min", expiry.min());
        all.put("expiry.max", expiry.max());
        return all;
    }
}
