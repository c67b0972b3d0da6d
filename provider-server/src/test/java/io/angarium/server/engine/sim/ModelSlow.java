package io.angarium.server.engine.sim;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model says of consumers that have deliveries and settle none. The broker looks at them now and then, so that it may be late; it does not count a leap in time that is longer than two of its pauses,
 * and excuses whom it holds up itself. It must not call one slow that has settled something, or had nothing, within the time.
 */
final class ModelSlow {
    private static final Pattern NAMED = Pattern.compile("consumer (\\d+) of connection (\\d+) .*");
    /** So long after its time one may be called slow. */
    private static final long LATE = 4 * SimSlow.PAUSE;

    private final Model model;
    private final SimSlow rules;
    private final Map<ModelConsumer, Quiet> quiet = new IdentityHashMap<>();
    private long last;
    private long waitsFor = -1;
    private long waitsSince;
    /** Producers are held back, or were: their sessions are excused. */
    private boolean heldBack;

    /** A consumer that has deliveries and settles none, or has none. */
    private static final class Quiet {
        private long settled;
        private long since;
        /** What the broker surely counts of the time since. */
        private long atLeast;

        private boolean slow;
        /** It has settled something since it was called slow. */
        private boolean well;

        private void begin(long now) {
            since = now;
            atLeast = 0;
            well |= slow;
        }
    }

    ModelSlow(Model model, SimSlow rules) {
        this.model = model;
        this.rules = rules;
    }

    private Quiet of(ModelConsumer consumer) {
        return quiet.computeIfAbsent(consumer, any -> {
            Quiet one = new Quiet();
            one.settled = consumer.lastTag;
            one.since = model.now;
            return one;
        });
    }

    private long out(ModelConsumer consumer) {
        return consumer.queue.entries.stream()
                .filter(entry -> entry.state == ModelEntry.State.OUT && entry.holder == consumer)
                .count();
    }

    /**
     * A round begins.
     *
     * @param waits up to where all is durable, if somebody waits for more; -1 if nobody does
     */
    void time(long waits) {
        long step = model.now - last;
        last = model.now;
        if (waits < 0 || waits != waitsFor) {
            waitsFor = waits;
            waitsSince = model.now;
        }
        boolean held = heldBack || (waits >= 0 && model.now - waitsSince >= SimSlow.PAUSE);
        boolean leap = step > SimSlow.PAUSE; // together with the time since the look before it may not count
        for (Quiet one : quiet.values()) {
            one.atLeast = held ? 0 : leap ? Math.max(0, one.atLeast - SimSlow.PAUSE) : one.atLeast + step;
        }
    }

    /** It is about to have one more. */
    void delivered(ModelConsumer consumer) {
        if (rules.used() && out(consumer) == 0) {
            of(consumer).begin(model.now);
        }
    }

    /** It is at work. */
    void renewed(ModelConsumer consumer) {
        if (rules.used()) {
            of(consumer).begin(model.now);
        }
    }

    /** The broker says something to its log. */
    void notice(String text) {
        heldBack |= text.contains("producers are held back until");
        heldBack &= !text.contains("producers go on");
        Matcher named = NAMED.matcher(text);
        if (!named.matches()) {
            return;
        }
        ModelConsumer consumer =
                model.connection(Long.parseLong(named.group(2))).consumers.get(Integer.parseInt(named.group(1)));
        ModelOutputs.require(rules.used() && consumer != null, () -> "nobody can be slow: " + text);
        look(consumer);
        Quiet one = of(consumer);
        if (text.contains(" is slow: ")) {
            model.tally.count("model: slow");
            ModelOutputs.require(!one.slow, () -> "slow again: " + text);
            requireSlow(consumer, text);
            one.slow = true;
            one.well = false;
            if (rules.disconnects()) { // its end answers open drains, when what it had is back already
                consumer.session.connection.consumers.values().forEach(each -> each.drain = 0);
            }
        } else if (text.endsWith(" is not slow any more")) {
            model.tally.count("model: slow no more");
            ModelOutputs.require(one.slow && one.well, () -> "how so: " + text);
            one.slow = false;
        }
    }

    private void requireSlow(ModelConsumer consumer, String text) {
        ModelOutputs.require(
                out(consumer) > 0 && model.now - of(consumer).since >= SimSlow.AFTER,
                () -> consumer + " has " + out(consumer) + ", and settled none for " + (model.now - of(consumer).since)
                        + " ms, and yet: " + text);
    }

    /** The broker ends a connection. Returns whether that is for a slow consumer of it. */
    boolean ends(ModelConnection connection, String reason) {
        if (!reason.contains(" is slow: ") || !rules.disconnects()) {
            return false;
        }
        model.tally.count("model: slow, and disconnected");
        int number = Integer.parseInt(reason.replaceAll("consumer (\\d+) is slow.*", "$1"));
        requireSlow(connection.consumers.get(number), reason);
        model.beginInRound("slow");
        model.end(connection, false);
        return true;
    }

    /** What happened to one in this round. */
    private void look(ModelConsumer consumer) {
        Quiet one = of(consumer);
        long out = out(consumer);
        long settled = consumer.lastTag - out;
        if (out == 0 || settled != one.settled) {
            one.begin(model.now);
        }
        one.settled = settled;
    }

    /** @param idle whether the broker has nothing left to do */
    void roundEnds(boolean idle) {
        if (!rules.used()) {
            return;
        }
        for (ModelConnection connection : model.connections()) {
            for (ModelConsumer consumer : connection.consumers.values()) {
                if (!connection.closed && !consumer.browser()) {
                    look(consumer);
                    if (idle) {
                        check(consumer);
                    }
                }
            }
        }
    }

    private void check(ModelConsumer consumer) {
        Quiet one = of(consumer);
        ModelOutputs.require(
                one.slow || out(consumer) == 0 || one.atLeast <= SimSlow.AFTER + LATE,
                () -> consumer + " has settled nothing since " + one.since + ", it is " + model.now
                        + ", and is not called slow");
        ModelOutputs.require(
                !one.slow || !one.well || consumer.closed || one.atLeast <= LATE,
                () -> consumer + " has settled something before " + one.since + ", it is " + model.now
                        + ", and is still called slow");
    }

    void restart() {
        quiet.clear();
        heldBack = false;
    }
}
