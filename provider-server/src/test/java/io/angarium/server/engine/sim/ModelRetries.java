package io.angarium.server.engine.sim;

/** What the model says of messages that wait for their next attempt: not before their time, and where they block nothing of the same stream before them. */
final class ModelRetries {
    private final SimRetries rules;
    private final Tally tally;

    ModelRetries(SimRetries rules, Tally tally) {
        this.rules = rules;
        this.tally = tally;
    }

    /**
     * A message goes back to its place after an attempt.
     *
     * @param asked after how many milliseconds its application wants it again, negative if it does not say so
     */
    void begins(ModelEntry entry, long asked, long now, Place place) {
        if (asked >= 0) {
            tally.count("model: waits as long as its application has asked for");
            long until = now + SimAsks.granted(asked);
            entry.waits(until, until, place);
        } else if (rules.used()) {
            tally.count(rules.blocks() ? "model: waits, and others behind it" : "model: waits for its next attempt");
            entry.waits(
                    now + rules.least(Math.max(1, entry.lowAttempts)),
                    now + rules.most(Math.max(1, entry.highAttempts)),
                    place);
        }
    }

    void delivered(ModelEntry entry, long now) {
        ModelOutputs.require(!entry.mustWait(now), () -> "before its next attempt was due at " + now + ": " + entry);
    }

    /** Whether a message may be passed over, as it waits. */
    boolean mayPass(ModelEntry passed, long now) {
        return !rules.blocks() && passed.mayWait(now);
    }

    /** Whether nothing before it in its queue holds a message up. */
    boolean free(ModelEntry entry, long now) {
        return !rules.blocks() || entry.queue.entries.stream().noneMatch(other -> waits(other, now));
    }

    private static boolean waits(ModelEntry entry, long now) {
        return entry.state == ModelEntry.State.AVAILABLE && entry.possible() && entry.mayWait(now);
    }
}
