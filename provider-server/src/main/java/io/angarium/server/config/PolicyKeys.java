package io.angarium.server.config;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.ExpiryPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.LastValuePolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The keys below {@code destinations}, and the policies that they make. No state. */
final class PolicyKeys {
    /** The key whose own keys are patterns of destination names. */
    static final String DESTINATIONS = "destinations";

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_LEASE = Duration.ofDays(30);
    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final int STEEPEST = 100;
    private static final int MOST_PARTITIONS = 1024;
    private static final long MOST_BYTES = 1L << 50;

    /** A key, and what it changes in a policy. */
    private record Part<T>(Key<DestinationPolicy, T> key, BiFunction<DestinationPolicy, T, DestinationPolicy> with) {
        Policies.Said said(Values<DestinationPolicy> values) {
            T value = values.get(key);
            return new Policies.Said(
                    key.path(), key.kind().writing().apply(value), policy -> with.apply(policy, value));
        }
    }

    private static final Part<Duration> DELAY = redelivery(
            "delay",
            Kind.duration(Duration.ZERO, LONGEST),
            RedeliveryPolicy::delay,
            (r, value) -> new RedeliveryPolicy(
                    r.attempts(), value, r.multiplier(), r.maxDelay(), r.jitterPercent(), r.order(), r.maxAsked()),
            "how long a message that was not accepted waits for its second attempt; 0 for not at all");
    private static final Part<Duration> MAX_DELAY = redelivery(
            "maxDelay",
            Kind.duration(Duration.ofMillis(1), LONGEST),
            RedeliveryPolicy::maxDelay,
            (r, value) -> new RedeliveryPolicy(
                    r.attempts(), r.delay(), r.multiplier(), value, r.jitterPercent(), r.order(), r.maxAsked()),
            "the delay does not grow beyond this");
    private static final Part<Duration> MIN_TIME = expiry(
            "min",
            ExpiryPolicy::min,
            (e, value) -> new ExpiryPolicy(e.standard(), value, e.max()),
            "messages that expire live at least so long, whatever their sender says; 0 for no bound");
    private static final Part<Duration> MAX_TIME = expiry(
            "max",
            ExpiryPolicy::max,
            (e, value) -> new ExpiryPolicy(e.standard(), e.min(), value),
            "messages live no longer than this, whatever their sender says; 0 for no bound");

    private static final Part<Boolean> EXCLUSIVE = consumers(
            "exclusive",
            Kind.bool(),
            ConsumerPolicy::exclusive,
            (c, value) -> new ConsumerPolicy(value, c.nonDestructive(), c.lease(), c.slow()),
            "`true`: one consumer at a time gets messages, the one that came first; the others stand by until"
                    + " it is gone and nothing that it had is open");
    private static final Part<Boolean> NON_DESTRUCTIVE = consumers(
            "nonDestructive",
            Kind.bool(),
            ConsumerPolicy::nonDestructive,
            (c, value) -> new ConsumerPolicy(c.exclusive(), value, c.lease(), c.slow()),
            "`true`: each consumer of a queue gets all messages, each once, and acknowledging takes none away;"
                    + " they leave when they expire, make room, or are removed");
    private static final Part<Duration> LEASE = consumers(
            "lease",
            Kind.duration(Duration.ZERO, LONGEST_LEASE),
            ConsumerPolicy::lease,
            (c, value) -> new ConsumerPolicy(c.exclusive(), c.nonDestructive(), value, c.slow()),
            "how long a consumer that acknowledges each message by itself has one, unless it says so itself or"
                    + " renews it; then the message goes to another; 0 for as long as it likes");
    private static final Part<Duration> SLOW_AFTER = consumers(
            "slowAfter",
            Kind.durationOrZero(SlowPolicy.LEAST, LONGEST_LEASE),
            policy -> policy.slow().after(),
            (c, value) -> c.with(new SlowPolicy(value, c.slow().then())),
            "a consumer is slow that has messages and has acknowledged none of them for so long, a second at least; 0:"
                    + " none ever is");
    private static final Part<SlowPolicy.Act> SLOW = consumers(
            "slow",
            Kind.word(SlowPolicy.Act.class),
            policy -> policy.slow().then(),
            (c, value) -> c.with(new SlowPolicy(c.slow().after(), value)),
            "what is done about a consumer that is (`slowAfter`): `log`: the log says so, and when it is not any"
                    + " more; `disconnect`: its connection is ended too, and what it had goes to others");

    private static final List<Part<?>> PARTS = List.of(
            redelivery(
                    "attempts",
                    Kind.integer(1, MOST_ATTEMPTS),
                    RedeliveryPolicy::attempts,
                    (r, value) -> new RedeliveryPolicy(
                            value, r.delay(), r.multiplier(), r.maxDelay(), r.jitterPercent(), r.order(), r.maxAsked()),
                    "how often a message is tried before it is dead; default: `messages.maxDeliveries`"),
            DELAY,
            redelivery(
                    "multiplier",
                    Kind.number(1, STEEPEST),
                    RedeliveryPolicy::multiplier,
                    (r, value) -> new RedeliveryPolicy(
                            r.attempts(), r.delay(), value, r.maxDelay(), r.jitterPercent(), r.order(), r.maxAsked()),
                    "by how much the delay grows from attempt to attempt; 1 for a fixed one"),
            MAX_DELAY,
            redelivery(
                    "jitter",
                    Kind.percent(),
                    RedeliveryPolicy::jitterPercent,
                    (r, value) -> new RedeliveryPolicy(
                            r.attempts(), r.delay(), r.multiplier(), r.maxDelay(), value, r.order(), r.maxAsked()),
                    "how much longer or shorter a delay may be, by chance, so that what failed together does not come"
                            + " again together"),
            redelivery(
                    "order",
                    Kind.word(RedeliveryPolicy.Order.class),
                    RedeliveryPolicy::order,
                    (r, value) -> new RedeliveryPolicy(
                            r.attempts(),
                            r.delay(),
                            r.multiplier(),
                            r.maxDelay(),
                            r.jitterPercent(),
                            value,
                            r.maxAsked()),
                    "`pass`: messages behind one that waits are delivered meanwhile; `block`: they wait too, and the"
                            + " order is kept"),
            redelivery(
                    "maxAsked",
                    Kind.duration(Duration.ZERO, LONGEST),
                    RedeliveryPolicy::maxAsked,
                    (r, value) -> new RedeliveryPolicy(
                            r.attempts(), r.delay(), r.multiplier(), r.maxDelay(), r.jitterPercent(), r.order(), value),
                    "the longest delay that a consumer may ask for instead, by `RetryAfterException` say"),
            deadLetters(
                    "attempts",
                    DeadLetterPolicy::attempts,
                    (d, value) -> new DeadLetterPolicy(value, d.rejected(), d.expired(), d.overLimit()),
                    "queue for messages that were tried too often; `none` drops them; default:"
                            + " `messages.deadLetterQueue`"),
            deadLetters(
                    "rejected",
                    DeadLetterPolicy::rejected,
                    (d, value) -> new DeadLetterPolicy(d.attempts(), value, d.expired(), d.overLimit()),
                    "queue for messages that a consumer rejected; `none` drops them; default:"
                            + " `messages.deadLetterQueue`"),
            deadLetters(
                    "expired",
                    DeadLetterPolicy::expired,
                    (d, value) -> new DeadLetterPolicy(d.attempts(), d.rejected(), value, d.overLimit()),
                    "queue for messages that have expired; `none` drops them"),
            deadLetters(
                    "overLimit",
                    DeadLetterPolicy::overLimit,
                    (d, value) -> new DeadLetterPolicy(d.attempts(), d.rejected(), d.expired(), value),
                    "queue for messages that made room for younger ones (`limits.full: drop-oldest`); `none` drops"
                            + " them"),
            expiry(
                    "default",
                    ExpiryPolicy::standard,
                    (e, value) -> new ExpiryPolicy(value, e.min(), e.max()),
                    "how long messages live whose sender does not say; 0 for ever"),
            MIN_TIME,
            MAX_TIME,
            limit(
                    "messages",
                    Kind.integer(0, Integer.MAX_VALUE),
                    limits -> (int) limits.messages(),
                    (limits, value) -> limits.within(value, limits.bytes()),
                    "how many messages there may be, whatever their state; 0 for no bound"),
            limit(
                    "bytes",
                    Kind.bytes(0, MOST_BYTES),
                    LimitPolicy::bytes,
                    (limits, value) -> limits.within(limits.messages(), value),
                    "how many bytes these may have; 0B for no bound"),
            limit(
                    "full",
                    Kind.word(LimitPolicy.Full.class),
                    LimitPolicy::full,
                    (l, value) -> new LimitPolicy(l.messages(), l.bytes(), value, l.patience(), l.divert()),
                    "what becomes of a message that finds no room: `block`: its sender waits, for `blockTime` at most;"
                            + " `refuse`: its sender gets an exception; `drop-oldest`: the oldest that no consumer has"
                            + " makes room; `drop-newest`: it is dropped; `divert`: it goes to the queue that `divert`"
                            + " names"),
            limit(
                    "blockTime",
                    Kind.duration(Duration.ZERO, Duration.ofHours(1)),
                    LimitPolicy::patience,
                    (l, value) -> new LimitPolicy(l.messages(), l.bytes(), l.full(), value, l.divert()),
                    "how long a sender waits for room before its message is refused; less than its `callTimeout`, or"
                            + " it gives up first and does not know what became of it"),
            limit(
                    "divert",
                    Kind.queue(),
                    LimitPolicy::divert,
                    (l, value) -> new LimitPolicy(l.messages(), l.bytes(), l.full(), l.patience(), value),
                    "queue for messages that find no room, with `full: divert`"),
            EXCLUSIVE,
            NON_DESTRUCTIVE,
            LEASE,
            SLOW_AFTER,
            SLOW,
            groups(
                    "enabled",
                    Kind.bool(),
                    GroupPolicy::enabled,
                    (g, value) -> new GroupPolicy(value, g.rebalance(), g.partitions()),
                    "`true`: messages with the same JMSXGroupID go to one consumer at a time, in their order; `false`:"
                            + " the property means nothing to the broker"),
            groups(
                    "rebalance",
                    Kind.bool(),
                    GroupPolicy::rebalance,
                    (g, value) -> new GroupPolicy(g.enabled(), value, g.partitions()),
                    "`true`: a consumer that joins takes over its share of the groups that others have, each when"
                            + " nothing of it is open; `false`: it gets groups that nobody has"),
            groups(
                    "partitions",
                    Kind.integer(0, MOST_PARTITIONS),
                    GroupPolicy::partitions,
                    (g, value) -> new GroupPolicy(g.enabled(), g.rebalance(), value),
                    "groups are put together in so many partitions, each of which goes to one consumer at a time; they"
                            + " are shared out evenly, and anew when a consumer joins or leaves; 0 for each group by"
                            + " itself"),
            keep(
                    "messages",
                    Kind.integer(0, Integer.MAX_VALUE),
                    keep -> (int) keep.messages(),
                    (k, value) -> new KeepPolicy(value, k.bytes(), k.age(), k.give()),
                    "a topic keeps so many messages for subscribers that come later, the newest; 0 for no bound."
                            + " Nothing is kept where none of the three bounds is set"),
            keep(
                    "bytes",
                    Kind.bytes(0, MOST_BYTES),
                    KeepPolicy::bytes,
                    (k, value) -> new KeepPolicy(k.messages(), value, k.age(), k.give()),
                    "so many bytes of them at most; 0B for no bound"),
            keep(
                    "age",
                    Kind.duration(Duration.ZERO, LONGEST),
                    KeepPolicy::age,
                    (k, value) -> new KeepPolicy(k.messages(), k.bytes(), value, k.give()),
                    "none that is older; 0 for no bound"),
            keep(
                    "give",
                    Kind.word(KeepPolicy.Give.class),
                    KeepPolicy::give,
                    (k, value) -> new KeepPolicy(k.messages(), k.bytes(), k.age(), value),
                    "what a new subscription gets of them first that does not say itself (`topic?consumer.kept=last`):"
                            + " `all`, the `last` one, or `none`"),
            new Part<>(
                    new Key<>(
                            "lastValue.key",
                            Kind.text(),
                            policy -> policy.lastValue().property(),
                            null,
                            "a property: of messages that have the same value of it only the newest stays in a queue,"
                                    + " in a subscription, and in what a topic then keeps for late subscribers; `none` for"
                                    + " no such property"),
                    (policy, value) -> policy.with(new LastValuePolicy(value))));

    /** All of them, in the order of the documentation. */
    static final List<Key<DestinationPolicy, ?>> ALL = keys();

    private PolicyKeys() {}

    private static List<Key<DestinationPolicy, ?>> keys() {
        List<Key<DestinationPolicy, ?>> keys = new ArrayList<>();
        PARTS.forEach(part -> keys.add(part.key()));
        return List.copyOf(keys);
    }

    private static <T> Part<T> redelivery(
            String name,
            Kind<T> kind,
            Function<RedeliveryPolicy, T> in,
            BiFunction<RedeliveryPolicy, T, RedeliveryPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("redelivery." + name, kind, policy -> in.apply(policy.redelivery()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.redelivery(), value)));
    }

    private static Part<String> deadLetters(
            String name,
            Function<DeadLetterPolicy, String> in,
            BiFunction<DeadLetterPolicy, String, DeadLetterPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("deadLetters." + name, Kind.queue(), policy -> in.apply(policy.deadLetters()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.deadLetters(), value)));
    }

    private static Part<Duration> expiry(
            String name,
            Function<ExpiryPolicy, Duration> in,
            BiFunction<ExpiryPolicy, Duration, ExpiryPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>(
                        "expiry." + name,
                        Kind.duration(Duration.ZERO, LONGEST),
                        policy -> in.apply(policy.expiry()),
                        null,
                        meaning),
                (policy, value) -> policy.with(with.apply(policy.expiry(), value)));
    }

    private static <T> Part<T> limit(
            String name,
            Kind<T> kind,
            Function<LimitPolicy, T> in,
            BiFunction<LimitPolicy, T, LimitPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("limits." + name, kind, policy -> in.apply(policy.limits()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.limits(), value)));
    }

    private static <T> Part<T> consumers(
            String name,
            Kind<T> kind,
            Function<ConsumerPolicy, T> in,
            BiFunction<ConsumerPolicy, T, ConsumerPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("consumers." + name, kind, policy -> in.apply(policy.consumers()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.consumers(), value)));
    }

    private static <T> Part<T> groups(
            String name,
            Kind<T> kind,
            Function<GroupPolicy, T> in,
            BiFunction<GroupPolicy, T, GroupPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("groups." + name, kind, policy -> in.apply(policy.groups()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.groups(), value)));
    }

    private static <T> Part<T> keep(
            String name,
            Kind<T> kind,
            Function<KeepPolicy, T> in,
            BiFunction<KeepPolicy, T, KeepPolicy> with,
            String meaning) {
        return new Part<>(
                new Key<>("keep." + name, kind, policy -> in.apply(policy.keep()), null, meaning),
                (policy, value) -> policy.with(with.apply(policy.keep(), value)));
    }

    /**
     * The rules of a file.
     *
     * @param patterns what stands below {@code destinations}
     * @param said takes every setting that is said, for people
     * @throws ConfigException at the first thing that makes no sense
     */
    static List<Policies.Rule> rules(
            Map<String, Node.Entry> patterns, DestinationPolicy standard, References references, List<Setting> said) {
        List<Policies.Rule> rules = new ArrayList<>();
        patterns.forEach((text, entry) -> {
            NamePattern pattern;
            try {
                pattern = NamePattern.of(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(entry.key() + ": no pattern of destination names: " + e.getMessage(), e);
            }
            String prefix = path(text);
            Node.Mapping mapping = Values.mapping(entry.value(), DESTINATIONS + ".\"" + text + "\"");
            Values<DestinationPolicy> values = Values.read(mapping, standard, prefix, ALL, List.of(), references);
            check(values);
            List<Part<?>> parts =
                    PARTS.stream().filter(part -> values.says(part.key())).toList();
            said.addAll(values.settings(
                    parts.stream().<Key<DestinationPolicy, ?>>map(Part::key).toList()));
            rules.add(new Policies.Rule(
                    pattern, parts.stream().map(part -> part.said(values)).toList()));
        });
        return rules;
    }

    /** What stands in front of the keys of a pattern. */
    static String path(String pattern) {
        return DESTINATIONS + ".\"" + pattern + "\".";
    }

    private static void check(Values<DestinationPolicy> values) {
        values.require(
                !values.get(EXCLUSIVE.key()) || !values.get(NON_DESTRUCTIVE.key()),
                "consumers.exclusive and consumers.nonDestructive are true: with the latter each consumer gets all"
                        + " messages",
                EXCLUSIVE.key(),
                NON_DESTRUCTIVE.key());
        Duration min = values.get(MIN_TIME.key());
        Duration max = values.get(MAX_TIME.key());
        values.require(
                max.isZero() || min.compareTo(max) <= 0,
                "expiry.min (" + Written.span(min) + ") is longer than expiry.max (" + Written.span(max) + ")",
                MIN_TIME.key(),
                MAX_TIME.key());
        Duration delay = values.get(DELAY.key());
        Duration most = values.get(MAX_DELAY.key());
        values.require(
                delay.compareTo(most) <= 0,
                "redelivery.delay (" + Written.span(delay) + ") is longer than redelivery.maxDelay ("
                        + Written.span(most) + ")",
                DELAY.key(),
                MAX_DELAY.key());
    }
}
