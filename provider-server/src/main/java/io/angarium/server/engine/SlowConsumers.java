package io.angarium.server.engine;

import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds consumers that have deliveries and settle none of them for longer than the policy of their destination allows, tells the log, and ends
 * their connections where the policy says so. They are looked at now and then, some four times in that time: how many deliveries one has settled is known
 * without counting, so that nothing is done for a message. Those whose destination has no such policy are not looked at. One that nobody
 * asked for, as it has no delivery, is never slow; nor is one that the broker itself holds up. Owner: the engine's holder.
 */
final class SlowConsumers {
    private static final int MOST_LOOKS = 500;
    private static final int LOOKS_IN_TIME = 4;
    private static final long SHORTEST_PAUSE = 10;
    private static final long LONGEST_PAUSE = 60_000;
    private static final long LATER = 10;
    private static final String KEY = "consumers.slowAfter";

    private final Registry registry;
    private final HeldUp heldUp;
    private final BrokerClock clock;
    private final Outputs outputs;
    private final End end;
    private final LookGaps gaps = new LookGaps();
    private final List<SlowWatch> watches = new ArrayList<>(0);
    /** Those that are slow, by the queue or subscription that tells of them. */
    private final Map<MessageQueue, Set<SlowWatch>> slow = new HashMap<>(0);

    private long heardUpTo = Long.MAX_VALUE;
    private long pause = LONGEST_PAUSE;
    private long shortest;
    private long nextAt;
    /** Who is looked at next, if not all have been. */
    private int at;

    /** Whether all have been: {@link #at} is 0 also where those that have been looked at have left. */
    private boolean passBegins = true;

    /** Ends connections. */
    interface End {
        /**
         * Ends one as if its link were lost.
         *
         * @param reason for its client and the log
         */
        void end(ConnectionState connection, String reason);
    }

    SlowConsumers(Registry registry, HeldUp heldUp, BrokerClock clock, Outputs outputs, End end) {
        this.registry = registry;
        this.heldUp = heldUp;
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
        if (first) {
            gaps.begin(now());
            passBegins = true;
        }
        watch.index = watches.size();
        watches.add(watch);
        long wanted = pause(policy);
        if (first || wanted < pause) {
            pause = first ? wanted : Math.min(pause, wanted);
            nextAt = first ? now() + pause : Math.min(nextAt, now() + pause);
        }
    }

    /** Other policies may apply: all are looked at now, since the next look may be sooner. */
    void reconsider(Iterable<ConnectionState> connections) {
        connections.forEach(connection -> connection.consumers().values().forEach(this::watch));
        if (!passBegins) {
            gaps.startOver();
        }
        passBegins = true;
        at = 0;
        nextAt = now();
    }

    /** A consumer has gone, and what it had. */
    void gone(ConsumerState consumer) {
        SlowWatch watch = consumer.watch();
        if (watch != null) {
            forget(watch);
        }
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
        gaps.step(now, passBegins);
        if (passBegins) {
            shortest = LONGEST_PAUSE;
        }
        passBegins = false;
        heldUp.look(now);
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
            passBegins = true;
            pause = shortest;
            nextAt = now + pause;
        }
    }

    /** Those that have been looked at stay in front of the others. */
    private void forget(SlowWatch watch) {
        int hole = watch.index;
        if (hole < at) {
            at--;
            move(at, hole);
            hole = at;
        }
        move(watches.size() - 1, hole);
        watches.remove(watches.size() - 1);
        mark(watch, false);
        watch.consumer.watch(null);
    }

    private void move(int from, int to) {
        if (from != to) {
            SlowWatch moved = watches.get(from);
            watches.set(to, moved);
            moved.index = to;
        }
    }

    private void mark(SlowWatch watch, boolean isSlow) {
        MessageQueue before = watch.slowIn;
        watch.slowIn = isSlow ? watch.consumer.queue().home() : null;
        Set<SlowWatch> others = before == null ? null : slow.get(before);
        if (others != null && others.remove(watch) && others.isEmpty()) {
            slow.remove(before);
        }
        if (watch.slowIn != null) {
            slow.computeIfAbsent(watch.slowIn, any -> new LinkedHashSet<>(2)).add(watch);
        }
    }

    /** Returns whether its connection was ended. */
    private boolean look(SlowWatch watch, SlowPolicy policy, long now) {
        ConsumerState consumer = watch.consumer;
        long usual = pause(policy);
        boolean held = heldUp.concerns(consumer.session(), now, usual);
        boolean counts = watch.unseen(now) <= 2 * usual || gaps.longest() <= 2 * usual;
        boolean isSlow = watch.look(now, counts, held) >= policy.after().toMillis();
        boolean ends = isSlow && !held && policy.then() == SlowPolicy.Act.DISCONNECT;
        if (isSlow != (watch.slowIn != null)) {
            mark(watch, isSlow);
            String name = Explanation.name(consumer);
            outputs.notice(
                    isSlow
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
        List<ConsumerState> found = new ArrayList<>(0);
        for (SlowWatch watch : slow.getOrDefault(queue, Set.of())) {
            if (!watch.isOver()) {
                found.add(watch.consumer);
            }
        }
        return found;
    }

    /** How many of a connection's are slow. */
    static int of(ConnectionState connection) {
        int slow = 0;
        for (ConsumerState consumer : connection.consumers().values()) {
            SlowWatch watch = consumer.watch();
            slow += watch != null && watch.slowIn != null ? 1 : 0;
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
