package io.angarium.server.tool.selfcheck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Disturbs by chance; every kind gets its turn before one comes a second time. Owned by one thread. */
final class Troublemaker {
    private final Relay relay;
    private final @Nullable Victim victim;
    private final Random random;
    private final Outages outages;
    private final List<Disturbance> kinds = new ArrayList<>();
    private final List<Disturbance> due = new ArrayList<>();
    private final Map<Disturbance, Integer> counts = new EnumMap<>(Disturbance.class);

    /** @param victim null if the broker may not be touched */
    Troublemaker(Relay relay, @Nullable Victim victim, Random random, Outages outages) {
        this.relay = relay;
        this.victim = victim;
        this.random = random;
        this.outages = outages;
        for (Disturbance kind : Disturbance.values()) {
            if (!kind.needsProcess() || (victim != null && (kind != Disturbance.STOP || victim.canFreeze()))) {
                kinds.add(kind);
                counts.put(kind, 0);
            }
        }
    }

    /** How often each kind that is possible came. */
    Map<Disturbance, Integer> counts() {
        return new EnumMap<>(counts);
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Makes trouble once, and returns when it is over; connections may be about to break still. */
    void disturb() throws IOException, InterruptedException {
        if (due.isEmpty()) {
            due.addAll(kinds);
            Collections.shuffle(due, random);
        }
        Disturbance kind = due.remove(due.size() - 1);
        make(kind);
        outages.mended();
        counts.merge(kind, 1, Integer::sum);
    }

    private void make(Disturbance kind) throws IOException, InterruptedException {
        switch (kind) {
            case KILL -> kill();
            case STOP -> stop();
            case CUT -> relay.cut();
            case CUT_MIDWAY -> relay.cutAfter(way(), random.nextInt(20_000));
            case FREEZE -> freeze();
            case ONE_WAY -> oneWay();
            case DELAY -> {
                relay.delay(5 + random.nextInt(20));
                pause(300, 700);
                relay.delay(0);
            }
            case DRIP -> {
                relay.portions(1);
                pause(200, 300);
                relay.portions(Relay.USUAL);
            }
            case THROTTLE -> {
                relay.throttle(10_000 + random.nextInt(40_000));
                pause(300, 700);
                relay.throttle(0);
            }
        }
    }

    private Victim victim() {
        if (victim == null) {
            throw new IllegalStateException("this broker may not be touched");
        }
        return victim;
    }

    private void kill() throws IOException, InterruptedException {
        victim().kill();
        victim().restart();
    }

    private void stop() throws IOException, InterruptedException {
        victim().freeze(true);
        pause(200, 500);
        if (random.nextBoolean()) {
            victim().freeze(false);
        } else {
            kill();
        }
    }

    private void freeze() {
        relay.freeze(true);
        pause(200, 300);
        if (random.nextBoolean()) {
            relay.cut();
        }
        relay.freeze(false);
    }

    private void oneWay() {
        relay.swallow(way());
        pause(100, 300);
        relay.cut(); // what was lost on the way is lost for good, so no connection may go on
        relay.swallow(null);
        relay.cut();
    }

    private Relay.Way way() {
        return random.nextBoolean() ? Relay.Way.TO_BROKER : Relay.Way.TO_CLIENT;
    }

    private void pause(int leastMillis, int more) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(leastMillis + random.nextInt(more)));
    }
}
