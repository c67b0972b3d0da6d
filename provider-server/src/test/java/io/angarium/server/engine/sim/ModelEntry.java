package io.angarium.server.engine.sim;

import java.util.ArrayList;
import java.util.List;

/** A message in one queue or subscription of the model, with everything that may be seen of it there. */
final class ModelEntry {

    enum State {
        AVAILABLE,
        OUT,
        IN_TRANSACTION,
        GONE
    }

    /** The entry is there only if this happened, or did not. */
    private record Condition(Fate fate, boolean value) {}

    /** An attempt count and the record that keeps it. */
    private record Counted(Place place, int attempts) {}

    final SimMessage message;
    final ModelQueue queue;
    final Place stored;
    /** When the broker has taken it. */
    final long takenAt;

    final String stream;
    final long order;
    final long expiration;
    final long deliveryTime;
    private final long skew;
    final boolean waitsForDisk;
    /** What it is a copy of, where consumers read without taking away; else itself. */
    private final ModelEntry original;
    /** It came with a transaction. */
    final boolean inTransaction;

    private final List<Condition> conditions = new ArrayList<>();
    private final List<Counted> counted = new ArrayList<>();
    State state = State.AVAILABLE;
    ModelConsumer holder;
    long tag;
    /** When its lease is over, if its holder has one. */
    long leaseEnd;
    /** Round in which it became available last. */
    long since;

    Place removed;
    int lowAttempts;
    int highAttempts;
    boolean mustBeFlagged;
    boolean mayBeFlagged;
    boolean sentOut;
    String why = "";
    /** When its application wants to have it again, should it fail with it, milliseconds; negative for what the policy says. */
    long asked = -1;

    /** Until when it waits for its next attempt, and where that is noted. */
    private long waitsAtLeast;

    private long waitsAtMost;
    private Place waitNoted;

    ModelEntry(ModelQueue queue, ModelSend send, Place stored, long order) {
        this.queue = queue;
        this.message = send.message();
        this.stream = send.stream();
        this.expiration = send.expiration();
        this.deliveryTime = send.deliveryTime();
        this.skew = send.message().encoded().timestamp() - send.takenAt();
        this.waitsForDisk = send.waitsForDisk();
        this.takenAt = send.takenAt();
        this.stored = stored;
        this.order = order;
        this.original = this;
        this.inTransaction = send.inTransaction();
    }

    /** What a consumer has of one that it only reads. */
    ModelEntry(ModelQueue queue, ModelEntry read) {
        this(queue, read, read.stored);
    }

    /** What another queue has of one that stays where it is, from then on. */
    ModelEntry(ModelQueue queue, ModelEntry read, Place stored) {
        this.queue = queue;
        this.message = read.message;
        this.stream = read.stream;
        this.expiration = read.expiration;
        this.deliveryTime = read.deliveryTime;
        this.skew = read.skew;
        this.waitsForDisk = read.waitsForDisk;
        this.stored = stored;
        this.takenAt = read.takenAt;
        this.order = read.order;
        this.original = read;
        this.inTransaction = read.inTransaction;
    }

    /** Whether it may be seen, if the disk has all up to there. */
    boolean mayBeSeen(long durable) {
        return !original.durable() || durable > original.stored.from();
    }

    /** Whether nothing of it is still to come to the disk. */
    boolean hasCome(long durable) {
        return !waitsForDisk || durable >= stored.to() && durable >= original.stored.to();
    }

    /** A time of this message as consumers see it: by the clock of its sender. */
    long shown(long time) {
        return time == 0 ? 0 : time + skew;
    }

    boolean durable() {
        return message.persistent() && queue.durable();
    }

    /** Makes its being there depend on something undecided. */
    ModelEntry onlyIf(Fate fate, boolean value) {
        conditions.add(new Condition(fate, value));
        return this;
    }

    /** Makes it depend on all that another one depends on. */
    ModelEntry onlyIfSo(ModelEntry other) {
        conditions.addAll(other.conditions);
        return this;
    }

    /** Whether it must be there, if that one thing is left aside. */
    boolean certainBut(Fate fate) {
        return conditions.stream().allMatch(c -> c.fate == fate || c.fate.certain(c.value));
    }

    /** Whether it may be there. */
    boolean possible() {
        return conditions.stream().allMatch(c -> c.fate.possible(c.value));
    }

    /** Whether it must be there. */
    boolean certain() {
        return conditions.stream().allMatch(c -> c.fate.certain(c.value));
    }

    /** Whether it is there only if another one is not, and the other way round, and nobody can tell. */
    boolean excludes(ModelEntry other) {
        return conditions.stream().anyMatch(c -> other.conditions.stream()
                .anyMatch(d -> d.fate == c.fate && d.value != c.value && c.fate.possible(d.value)));
    }

    /** One of two that exclude each other was seen, and nobody can tell which: this one stands for both. */
    void insteadOf(ModelEntry other) {
        conditions.removeIf(c -> other.conditions.stream().anyMatch(d -> d.fate == c.fate && d.value != c.value));
        other.gone(null, "is " + message + " of " + stored);
    }

    /** It was seen: everything it depends on is decided. */
    void seen() {
        for (Condition c : conditions) {
            if (!c.fate.decide(c.value)) {
                throw new SimulationFailure(this + " was seen although " + c.fate);
            }
        }
        conditions.clear();
    }

    /**
     * Nothing is left and it was not seen: what it depends on is decided, if that is one thing.
     *
     * @return whether something was learnt
     */
    boolean unseen() {
        List<Condition> open =
                conditions.stream().filter(c -> !c.fate.certain(c.value)).toList();
        return open.size() == 1
                && !open.get(0).fate.certain(!open.get(0).value)
                && open.get(0).fate.decide(!open.get(0).value);
    }

    boolean expired(long now) {
        return expiration != 0 && expiration <= now;
    }

    /** It waits for its next attempt. */
    void waits(long least, long most, Place place) {
        waitsAtLeast = least;
        waitsAtMost = most;
        waitNoted = place;
    }

    /** Whether it surely waits for its next attempt. */
    boolean mustWait(long now) {
        return waitsAtLeast > now;
    }

    /** Whether it may wait for its next attempt. */
    boolean mayWait(long now) {
        return waitsAtMost > now;
    }

    boolean due(long now) {
        return deliveryTime <= now;
    }

    /** An application has seen it. */
    void attempted(Place place) {
        lowAttempts++;
        highAttempts++;
        counted.add(new Counted(place, lowAttempts));
    }

    /** An application may have been shown it and nobody can tell. */
    void suspect() {
        mustBeFlagged = true;
        mayBeFlagged = true;
    }

    boolean countAllowed(int deliveryCount) {
        int low = Math.max(mustBeFlagged ? 2 : 1, lowAttempts + 1);
        int high = Math.max(mayBeFlagged ? 2 : 1, highAttempts + 1);
        return deliveryCount >= low && deliveryCount <= high;
    }

    /** A delivery count was seen. */
    void learn(int deliveryCount) {
        if (deliveryCount > 2 || !mayBeFlagged) {
            lowAttempts = deliveryCount - 1;
            highAttempts = deliveryCount - 1;
        } else if (deliveryCount == 2) {
            mustBeFlagged = true;
            highAttempts = Math.min(highAttempts, 1);
        } else {
            mayBeFlagged = false;
        }
    }

    void available(long round) {
        waits(0, 0, null);
        asked = -1;
        state = State.AVAILABLE;
        holder = null;
        since = round;
    }

    void gone(Place place, String reason) {
        state = State.GONE;
        holder = null;
        removed = place;
        why = reason;
    }

    /** A crash or clean stop: what of it is still there. */
    void restart(long lastPosition, boolean clean, long round) {
        if (removed != null && removed.settled() || state == State.GONE && removed == null) {
            return;
        }
        Place.Survival kept = durable() ? stored.survival(lastPosition) : Place.Survival.NO;
        Place.Survival left = removed == null ? Place.Survival.NO : removed.survival(lastPosition);
        if (kept == Place.Survival.NO || left == Place.Survival.YES) {
            gone(removed, kept == Place.Survival.NO ? "not kept" : why);
            if (kept == Place.Survival.NO) {
                removed = null;
            }
            return;
        }
        if (kept == Place.Survival.MAYBE) {
            onlyIf(stored.fate(), true);
        }
        if (left == Place.Survival.MAYBE) {
            onlyIf(removed.fate(), false);
        }
        removed = null;
        long most = waitsAtMost;
        boolean noted = waitNoted != null && waitNoted.survival(lastPosition) == Place.Survival.YES;
        long least = noted ? waitsAtLeast : 0; // a start may know nothing of it
        Place where = waitNoted;
        available(round);
        waits(least, most, where);
        if (clean) {
            sentOut = false; // Who has seen it and who has not is settled.
        } else {
            crashed(lastPosition);
        }
    }

    private void crashed(long lastPosition) {
        mustBeFlagged |= sentOut;
        mayBeFlagged = true;
        lowAttempts = 0;
        for (Counted c : counted) {
            if (c.place.survival(lastPosition) == Place.Survival.YES) {
                lowAttempts = Math.max(lowAttempts, c.attempts);
            }
        }
    }

    @Override
    public String toString() {
        return message + "@" + queue + "[" + state + (why.isEmpty() ? "" : " " + why)
                + (holder == null ? "" : " " + holder + "#" + tag)
                + " attempts " + lowAttempts + ".." + highAttempts
                + (mustBeFlagged ? " flagged" : mayBeFlagged ? " flag?" : "")
                + (expiration == 0 ? "" : " expires " + expiration) + (deliveryTime == 0 ? "" : " due " + deliveryTime)
                + " stored " + stored + (conditions.isEmpty() ? "" : " if " + conditions) + "]";
    }
}
