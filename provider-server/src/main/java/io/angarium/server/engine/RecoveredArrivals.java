package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Makes available what a replay of the journal has found, in the order in which it was; what prepared branches hold stays with them. Used once. Owner: {@link Recovery}. */
final class RecoveredArrivals {
    private final RecoveredMessages messages;
    private final RecoveredRuns runs;
    private final RecoveredBodies bodies;
    private final BranchRecovery branches;
    private final Inventory inventory;
    private final LogTimes times;
    private final BrokerClock clock;
    private final Set<MessageRef> locked = new HashSet<>();
    private long recovered;

    RecoveredArrivals(
            RecoveredMessages messages,
            RecoveredRuns runs,
            RecoveredBodies bodies,
            BranchRecovery branches,
            Inventory inventory,
            LogTimes times,
            BrokerClock clock) {
        this.messages = messages;
        this.runs = runs;
        this.bodies = bodies;
        this.branches = branches;
        this.inventory = inventory;
        this.times = times;
        this.clock = clock;
    }

    /**
     * The journal has been read: what is there becomes available, unless a prepared branch holds it; what may have been seen is marked.
     *
     * @param keys by which sends are recognised that come twice
     * @param durablePosition everything before it is on disk, and what comes is behind it
     * @return how many messages there are
     */
    long finish(DuplicateKeys keys, long durablePosition) {
        branches.removals((queue, id) -> {
            if (messages.find(id) == null) {
                runs.sought(queue, id);
            }
        });
        runs.replayed(clock.now());
        branches.lookUp(id -> {
            RecoveredMessage message = messages.find(id);
            return message != null ? message : runs.find(id);
        });
        branches.held(keys);
        messages.all().forEach(message -> place(message, durablePosition - 1));
        runs.separate(messages.all(), message -> {
            place(message, durablePosition - 1);
            messages.add(message);
        });
        Deque<PendingRecord> pending = new ArrayDeque<>(branches.sends());
        messages.byPlace(message -> {
            pend(pending, message.place);
            admit(message);
        });
        pend(pending, Long.MAX_VALUE);
        branches.enterParked(runs.reader());
        bodies.finish(runs.reader());
        locked.addAll(branches.locks());
        runs.enter();
        recovered += runs.enterDelayed();
        messages.drainByOrder(message -> {
            recovered += runs.enqueue(message.rank());
            arrive(message);
        });
        recovered += runs.enqueue(new Rank(Long.MAX_VALUE, Long.MAX_VALUE));
        locked.clear();
        inventory.retries().recoveryOver();
        return recovered;
    }

    /**
     * A delayed message whose time has come has its place behind what was accepted before that; what had joined when the checkpoint began has one already.
     */
    private void place(RecoveredMessage message, long end) {
        long time = message.deliveryTime;
        if (time > 0 && time <= clock.now() && !message.joined && !message.pending && !message.gone()) {
            message.countedAt = Math.max(message.countedAt, times.behind(time, end));
            message.joined = true;
            message.placed = true;
        }
    }

    /** Records of prepared branches that stand before a place live from now on. */
    private void pend(Deque<PendingRecord> pending, long before) {
        for (PendingRecord next = pending.peek(); next != null && next.place() < before; next = pending.peek()) {
            PendingRecord record = pending.remove();
            runs.reader().requireSegment(record.place());
            branches.pend(record);
            bodies.hold(record);
        }
    }

    private void admit(RecoveredMessage message) {
        StoredMessage stored = null;
        for (int i = 0; i < message.places(); i++) {
            MessageQueue queue = message.queue(i);
            if (queue != null) {
                if (stored == null) {
                    runs.reader().requireSegment(message.place);
                    stored = stored(message);
                    inventory.admit(stored);
                }
                MessageRef ref = inventory.admit(stored, queue);
                ref.knownAttempts(message.attempts(i));
            }
        }
        message.stored = stored;
    }

    private StoredMessage stored(RecoveredMessage message) {
        EncodedMessage body = message.message;
        StoredMessage stored = body == null
                ? new StoredMessage(
                        message.id,
                        message.size,
                        message.priority,
                        message.acceptedAt,
                        message.expiration,
                        message.deliveryTime)
                : new StoredMessage(message.id, body, message.acceptedAt, message.expiration, message.deliveryTime);
        stored.largeBody(message.largeBody);
        stored.place(message.place);
        stored.countedAt(message.countedAt);
        if (message.joined) {
            stored.join(message.countedAt);
        }
        return stored;
    }

    private void arrive(RecoveredMessage message) {
        StoredMessage stored = message.stored;
        MessageRef ref = stored == null ? null : stored.first();
        while (ref != null) {
            MessageRef next = ref.sibling;
            if (ref.id() < ref.queue().horizon().value()) {
                ref.suspect(true);
            }
            if (locked.contains(ref)) {
                inventory.lockRecovered(ref);
            } else {
                inventory.arriveRecovered(ref, message.placed);
            }
            recovered++;
            ref = next;
        }
    }
}
