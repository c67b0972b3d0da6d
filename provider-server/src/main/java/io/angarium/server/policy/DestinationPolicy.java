package io.angarium.server.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is done with the messages of one destination; for a topic, with those in its subscriptions. */
public record DestinationPolicy(
        RedeliveryPolicy redelivery,
        DeadLetterPolicy deadLetters,
        ExpiryPolicy expiry,
        LimitPolicy limits,
        ConsumerPolicy consumers,
        GroupPolicy groups,
        KeepPolicy keep,
        LastValuePolicy lastValue) {

    /** A destination that keeps nothing for late subscribers, and replaces nothing. */
    public DestinationPolicy(
            RedeliveryPolicy redelivery,
            DeadLetterPolicy deadLetters,
            ExpiryPolicy expiry,
            LimitPolicy limits,
            ConsumerPolicy consumers,
            GroupPolicy groups) {
        this(redelivery, deadLetters, expiry, limits, consumers, groups, KeepPolicy.NOTHING, LastValuePolicy.NONE);
    }

    /**
     * What holds where nothing else is said.
     *
     * @param attempts after which a message is dead
     * @param deadLetterQueue where it goes then; what has expired is dropped
     */
    public static DestinationPolicy standard(int attempts, String deadLetterQueue) {
        return new DestinationPolicy(
                RedeliveryPolicy.atOnce(attempts),
                new DeadLetterPolicy(deadLetterQueue, deadLetterQueue, DeadLetterPolicy.NONE, DeadLetterPolicy.NONE),
                ExpiryPolicy.OF_SENDER,
                LimitPolicy.NONE,
                ConsumerPolicy.IN_TURN,
                GroupPolicy.STICKY);
    }

    /** Tried otherwise. */
    public DestinationPolicy with(RedeliveryPolicy other) {
        return new DestinationPolicy(other, deadLetters, expiry, limits, consumers, groups, keep, lastValue);
    }

    /** With other places for what cannot be delivered. */
    public DestinationPolicy with(DeadLetterPolicy other) {
        return new DestinationPolicy(redelivery, other, expiry, limits, consumers, groups, keep, lastValue);
    }

    /** With other times to live. */
    public DestinationPolicy with(ExpiryPolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, other, limits, consumers, groups, keep, lastValue);
    }

    /** With other limits. */
    public DestinationPolicy with(LimitPolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, expiry, other, consumers, groups, keep, lastValue);
    }

    /** With other rules for its consumers. */
    public DestinationPolicy with(ConsumerPolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, expiry, limits, other, groups, keep, lastValue);
    }

    /** With other rules for groups. */
    public DestinationPolicy with(GroupPolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, expiry, limits, consumers, other, keep, lastValue);
    }

    /** Keeping other messages for late subscribers. */
    public DestinationPolicy with(KeepPolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, expiry, limits, consumers, groups, other, lastValue);
    }

    /** With another rule for what newer messages replace. */
    public DestinationPolicy with(LastValuePolicy other) {
        return new DestinationPolicy(redelivery, deadLetters, expiry, limits, consumers, groups, keep, other);
    }

    /** Whether a topic keeps messages for late subscribers. */
    public boolean keeps() {
        return keep.keeps() || lastValue.on();
    }

    /** What holds for the messages that a topic keeps: nobody consumes them there, so that they are never dead, and no limit holds up who publishes. */
    public DestinationPolicy ofKept() {
        String none = DeadLetterPolicy.NONE;
        return new DestinationPolicy(
                redelivery,
                new DeadLetterPolicy(none, none, none, none),
                expiry,
                LimitPolicy.NONE,
                ConsumerPolicy.IN_TURN,
                new GroupPolicy(false, false, 0),
                keep,
                lastValue);
    }

    /** What holds for what a consumer has ready of a queue that it only reads: the limits are the queue's, and what expires is dead there, once for all. */
    public DestinationPolicy ofReader() {
        return with(LimitPolicy.NONE)
                .with(new DeadLetterPolicy(
                        deadLetters.attempts(), deadLetters.rejected(), DeadLetterPolicy.NONE, DeadLetterPolicy.NONE));
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
        all.put("redelivery.maxAsked", Written.span(redelivery.maxAsked()));
        all.put("deadLetters.attempts", deadLetters.attempts());
        all.put("deadLetters.rejected", deadLetters.rejected());
        all.put("deadLetters.expired", deadLetters.expired());
        all.put("deadLetters.overLimit", deadLetters.overLimit());
        all.put("expiry.default", Written.span(expiry.standard()));
        all.put("expiry.min", Written.span(expiry.min()));
        all.put("expiry.max", Written.span(expiry.max()));
        all.put("limits.messages", String.valueOf(limits.messages()));
        all.put("limits.bytes", Written.bytes(limits.bytes()));
        all.put("limits.full", Written.word(limits.full()));
        all.put("limits.blockTime", Written.span(limits.patience()));
        all.put("limits.divert", limits.divert());
        all.put("consumers.exclusive", String.valueOf(consumers.exclusive()));
        all.put("consumers.nonDestructive", String.valueOf(consumers.nonDestructive()));
        all.put("consumers.lease", Written.span(consumers.lease()));
        all.put("consumers.slowAfter", Written.span(consumers.slow().after()));
        all.put("consumers.slow", Written.word(consumers.slow().then()));
        all.put("groups.enabled", String.valueOf(groups.enabled()));
        all.put("groups.rebalance", String.valueOf(groups.rebalance()));
        all.put("groups.partitions", String.valueOf(groups.partitions()));
        all.put("keep.messages", String.valueOf(keep.messages()));
        all.put("keep.bytes", Written.bytes(keep.bytes()));
        all.put("keep.age", Written.span(keep.age()));
        all.put("keep.give", Written.word(keep.give()));
        all.put("lastValue.key", lastValue.property());
        return all;
    }
}
