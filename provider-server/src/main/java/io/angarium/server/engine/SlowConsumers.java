package io.angarium.server.engine;

import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds consumers that have deliveries and settle none of them for longer than the policy of their destination allows, tells the log, and ends
 * their connections where the policy says so. They are looked at now and then, some four times in that time: how many deliveries one has settled is known
 * without counting, so that nothing is done for a message. Those whose destination has no such policy are not looked at. One that nobody
 * asked for, as it has no delivery, is never slow; nor is one whose session waits for room, which cannot settle anything meanwhile. Owner: the engine's
 * holder.
 */
final class SlowConsumers {
    private static final int MOST_LOOKS = 500;
    private static final int LOOKS_IN_TIME = 4;
    private static final long SHORTEST_PAUSE = 10;
    private static final long LONGEST_PAUSE = 60_000;
    private static final long LATER = 10;
    private static final String KEY = "consumers.slowAfter";

    private final Registry registry;
    private final BrokerClock clock;
    private final Outputs outputs;
    private final End end;
    private final List<SlowWatch> watches = new ArrayList<>(0);
    private long heardUpTo = Long.MAX_VALUE;
    private long pause = LONGEST_PAUSE;
    private long shortest;
    private long nextAt;
    /** Who is looked at next, if not all have been. */
    private int at;

    /** Ends connections. */
    interface End {
        /**
         * Ends one as if its link were lost.
         *
         * @param reason for its client and the log
         */
        void end(ConnectionState connection, String reason);
    }

    SlowConsumers(Registry registry, BrokerClock clock, Outputs outputs, End end) {
        this.registry = registry;
        this.clock = clock;
        this.outputs = outputs;
        this.end = end;
    }

    /** A consumer is there, or another policy applies to it. */
    void watch(ConsumerState consumer) {
        SlowPolicy policy = policy(consumer);
        if (!policy.on() || consumer.watch() != null || consumer.browser()) {
            return;
        }
        SlowWatch watch = new SlowWatch(consumer, now());
        consumer.watch(watch);
        boolean first = watches.isEmpty();
        watches.add(watch);
        long wanted = pause(policy);
        if (first || wanted < pause) {
            pause = first ? wanted : Math.min(pause, wanted);
            nextAt = first ? now() + pause : Math.min(nextAt, now() + pause);
        }
    }

    /** Other policies may apply to the consumers of a connection. */
    void watchAll(ConnectionState connection) {
        connection.consumers().values().forEach(this::watch);
    }

    /** All that had come by this time has been heard: what consumers settled later is not known yet. */
    void heard(long upToMillis) {
        heardUpTo = upToMillis;
    }

    private long now() {
        return Math.min(clock.now(), heardUpTo);
    }

    private static SlowPolicy policy(ConsumerState consumer) {
        return consumer.queue().policy().consumers().slow();
    }

    private static long pause(SlowPolicy policy) {
        long part = policy.after().toMillis() / LOOKS_IN_TIME;
        return Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, part));
    }

    /** Looks at some of them, if it is time. */
    void step() {
        if (!due()) {
            return;
        }
        long now = now();
        if (at == 0) {
            shortest = LONGEST_PAUSE;
        }
        for (int looks = 0; looks < MOST_LOOKS && at < watches.size(); looks++) {
            SlowWatch watch = watches.get(at);
            SlowPolicy policy = policy(watch.consumer);
            if (watch.isOver() || !policy.on()) {
                forget(watch);
                continue;
            }
            at++;
            shortest = Math.min(shortest, pause(policy));
            if (look(watch, policy, now)) {
                break; // what it had is on its way back: enough for a round
            }
        }
        if (at >= watches.size()) {
            at = 0;
            pause = shortest;
            nextAt = now + pause;
        }
    }

    private void forget(SlowWatch watch) {
        int last = watches.size() - 1;
        watches.set(at, watches.get(last));
        watches.remove(last);
        watch.consumer.watch(null);
    }

    /** Returns whether its connection was ended. */
    private boolean look(SlowWatch watch, SlowPolicy policy, long now) {
        boolean slow = watch.look(now, 2 * pause(policy)) >= policy.after().toMillis();
        ConsumerState consumer = watch.consumer;
        boolean ends = slow && policy.then() == SlowPolicy.Act.DISCONNECT;
        if (slow != watch.slow) {
            watch.slow = slow;
            String name = Explanation.name(consumer);
            outputs.notice(
                    slow
                            ? new Outputs.Notice(
                                    true,
                                    name + " is slow: " + why(watch, policy)
                                            + (ends ? "; consumers.slow is disconnect" : ""))
                            : new Outputs.Notice(false, name + ", of " + of(consumer) + ", is not slow any more"));
        }
        if (ends) {
            consumer.queue().home().counters().disconnect();
            end.end(
                    consumer.session().connection(),
                    "consumer " + consumer.id() + " is slow: " + why(watch, policy) + "; consumers.slow is disconnect");
        }
        return ends;
    }

    private String why(SlowWatch watch, SlowPolicy policy) {
        ConsumerState consumer = watch.consumer;
        NamePattern said =
                registry.applied(consumer.queue().destination()).from().get(KEY);
        return "it has " + consumer.outstanding().size() + " messages of " + of(consumer)
                + " and has acknowledged none of them since " + Instant.ofEpochMilli(watch.since()) + ", and "
                + (said == null ? "" : "destinations.\"" + said + "\".") + KEY + " is "
                + Written.span(policy.after());
    }

    private static String of(ConsumerState consumer) {
        Subscription subscription = consumer.queue().subscription();
        String destination = Registry.describe(consumer.queue().destination());
        return subscription == null || subscription.name() == null
                ? destination
                : "subscription '" + subscription.name() + "' of " + destination;
    }

    /** Those of a queue or subscription that are slow. */
    List<ConsumerState> of(MessageQueue queue) {
        List<ConsumerState> slow = new ArrayList<>(0);
        for (SlowWatch watch : watches) {
            if (watch.slow && !watch.isOver() && watch.consumer.queue().home() == queue) {
                slow.add(watch.consumer);
            }
        }
        return slow;
    }

    /** Since when a slow one has settled nothing, and what says that this is slow. */
    String why(ConsumerState consumer) {
        SlowWatch watch = consumer.watch();
        return watch == null ? "" : why(watch, policy(consumer));
    }

    /** Whether there is something to do now. */
    boolean due() {
        return !watches.isEmpty() && (at > 0 || now() >= nextAt);
    }

    /** When there is something to do next. */
    long wakeAt() {
        if (watches.isEmpty()) {
            return Long.MAX_VALUE;
        }
        boolean late = at > 0 || nextAt <= clock.now();
        return !late ? nextAt : due() ? clock.now() : clock.now() + LATER;
    }
}
