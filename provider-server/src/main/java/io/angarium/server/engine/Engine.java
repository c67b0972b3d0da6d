package io.angarium.server.engine;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The broker's deterministic core: takes decoded frames, durability notices and the time; makes journal records and frames. The same
 * inputs give the same outputs.
 *
 * <p>Owner: one thread at a time, whoever holds it; the host sees to that and to the memory barriers between holders. A round is
 * {@link #time}, any number of inputs, {@link #work}. Outputs of a round count when it is over.
 */
public final class Engine {
    private static final int MOST_PER_ROUND = 1000;

    /** So often is looked whether the journal's files have become fewer, while producers wait for that. */
    private static final long RELIEF_MILLIS = 100;

    private final Wiring parts;
    private final FrameHandler frames;
    private final Outputs outputs;
    private @Nullable Recovery recovery;
    private boolean over;
    private @Nullable String failure;

    /**
     * An empty engine; {@link #recover} and then {@link #recovered} must follow before any input.
     *
     * @param settings constant settings
     * @param log where effects are appended
     * @param outputs where frames go
     */
    public Engine(EngineSettings settings, EffectLog log, Outputs outputs) {
        this.parts = new Wiring(settings, log, outputs);
        this.frames = new FrameHandler(parts, outputs);
        this.outputs = outputs;
        this.recovery = parts.recovery();
    }

    /**
     * One journal record, in order.
     *
     * @throws IllegalStateException if the record cannot be understood
     */
    public void recover(int type, long position, ByteBuffer payload) {
        if (recovery == null) {
            throw new IllegalStateException("recovery is over");
        }
        if (type == RecordGroup.MOVE) {
            recovery.moved(StoredRecords.moved(payload), position);
        } else {
            recover(EffectReader.read(type, payload), position);
        }
    }

    /** One effect of the journal, in order. */
    public void recover(Effect effect, long position) {
        if (recovery == null) {
            throw new IllegalStateException("recovery is over");
        }
        recovery.apply(effect, position);
    }

    /**
     * All records have been read.
     *
     * @param nowMillis milliseconds since the epoch
     * @param durablePosition everything before it is on disk
     * @return how many messages were recovered
     */
    public long recovered(long nowMillis, long durablePosition) {
        Recovery finished = recovery;
        if (finished == null) {
            throw new IllegalStateException("recovery is over");
        }
        recovery = null;
        parts.clock.advance(nowMillis);
        parts.inventory.start(parts.clock.now());
        parts.gate.start(durablePosition);
        parts.live.open(parts.space.segmentBytes());
        finished.finish(durablePosition);
        parts.keeps.recovered(durablePosition);
        parts.checkpointer.recovered(durablePosition);
        parts.bodies.durable(durablePosition);
        parts.preparedBodies.durable(durablePosition);
        parts.pager.durable(durablePosition);
        parts.partReader.durable(durablePosition);
        UUID broker = finished.broker();
        if (broker == null) {
            parts.ledger.write(new Effect.BrokerCreated(parts.connections.broker()));
        } else {
            parts.connections.broker(broker);
        }
        return finished.recovered();
    }

    /** It is now this late (milliseconds since the epoch); the first call of every round. */
    public void time(long nowMillis) {
        parts.clock.advance(nowMillis);
        parts.confirmer.time(parts.clock.now());
        parts.windows.time(parts.clock.now());
        parts.keys.time(parts.clock.now());
    }

    /**
     * All input that had come by this time has been given, on the scale of {@link #time}; before {@link #work}. A host that leaves input waiting
     * says so, that no lease ends whose renewal came in time, and no consumer is slow that has settled something.
     */
    public void heard(long upToMillis) {
        parts.timekeeper.heard(upToMillis);
        parts.slowConsumers.heard(upToMillis);
    }

    /** A connection that is authenticated; answered with a Welcome or closed. */
    public void connected(long connection, ConnectionFrame.Hello hello, Identity identity) {
        if (!over) {
            parts.connections.open(connection, hello, identity);
        } else {
            outputs.close(connection, ErrorCode.STOPPING, "the broker is stopping");
        }
    }

    /** The configuration was read again. */
    public void configured(Configuration.Content content) {
        if (!over) {
            parts.configuration.read(content);
        }
    }

    /** A frame of a connection; ignored if the connection is unknown (any more). */
    public void frame(long id, Frame frame) {
        ConnectionState connection = parts.connections.get(id);
        if (connection != null && !over) {
            try {
                frames.handle(connection, frame);
            } catch (LedgerBroken broken) {
                journalFailed(broken.reason());
            }
        }
    }

    /** A connection's link is lost; what it held returns to the queues. */
    public void disconnected(long id) {
        ConnectionState connection = parts.connections.get(id);
        if (connection != null && !over) {
            guarded(() -> parts.connections.lost(connection));
        }
    }

    /** So many bytes of parts of bodies have been written to a connection; ignored if it is unknown (any more). */
    public void partsWritten(long id, long bytes) {
        ConnectionState connection = parts.connections.get(id);
        if (connection != null && !over) {
            parts.partReader.written(connection, bytes);
        }
    }

    /** What waited for a connection's peer has been written but for a small part, see {@link Outputs#hasRoom}; ignored if it is unknown (any more). */
    public void drained(long id) {
        ConnectionState connection = parts.connections.get(id);
        if (connection != null && !over) {
            parts.consumers.drained(connection);
        }
    }

    /** Everything before this position is on disk; what waited for it goes out now or, if it is much, in the next rounds. */
    public void durable(long position) {
        if (!over) {
            parts.gate.durable(position);
            parts.gate.release(MOST_PER_ROUND);
            parts.checkpointer.durable(position);
            parts.bodies.durable(position);
            parts.preparedBodies.durable(position);
            parts.pager.durable(position);
            parts.partReader.durable(position);
        }
    }

    /** The checkpoint that was ended counts from now on, or, if not, was given up. */
    public void checkpointed(boolean counts) {
        if (!over) {
            parts.checkpointer.checkpointed(counts);
            parts.copier.reconsider();
        }
    }

    /** A record that {@link Space#fetch} asked for; the payload is the engine's from now on. */
    public void fetched(long place, int type, ByteBuffer payload) {
        if (!over) {
            guarded(() -> {
                if (!parts.copier.fetched(place, type, payload)
                        && !parts.pager.fetched(place, type, payload)
                        && !parts.preparedBodies.fetched(place, type, payload)
                        && !parts.partReader.fetched(place, type, payload)) {
                    parts.bodies.fetched(place, type, payload);
                }
            });
        }
    }

    /** A record that {@link Space#fetch} asked for could not be read. */
    public void unreadable(long place, String reason) {
        if (!over) {
            guarded(() -> {
                if (!parts.copier.unreadable(place, reason)
                        && !parts.preparedBodies.unreadable(place, reason)
                        && !parts.partReader.unreadable(place, reason)) {
                    unreadableForQueues(place, reason);
                }
            });
        }
    }

    private void unreadableForQueues(long place, String reason) {
        ParkedRun run = parts.pager.unreadable(place);
        StoredMessage lost = run != null ? null : parts.bodies.unreadable(place);
        if (lost != null) {
            parts.quarantine.take(lost, reason);
        } else if (run != null) {
            parts.quarantine.take(run, reason);
        }
    }

    /** The journal is dead: nothing more is answered, every connection is closed. Idempotent. */
    public void journalFailed(String reason) {
        if (!over) {
            over = true;
            failure = reason;
            for (ConnectionState connection : parts.connections.all()) {
                outputs.close(connection.id(), ErrorCode.JOURNAL_FAILED, reason);
            }
        }
    }

    /** Why the engine has given up on the journal, which it may notice before the host does; null if it has not. */
    public @Nullable String failure() {
        return failure;
    }

    /**
     * Ends a round: does what is due, dispatches, writes gathered records, confirms; a bounded amount.
     *
     * @return whether more remains to be done at once
     */
    public boolean work() {
        if (over) {
            return false;
        }
        guarded(() -> {
            parts.gate.release(MOST_PER_ROUND);
            parts.timekeeper.run(MOST_PER_ROUND);
            parts.branches.expire(MOST_PER_ROUND);
            parts.slowConsumers.step();
            parts.keeps.time(parts.clock.now());
            parts.activities.step();
            parts.dispatcher.run();
            parts.largeBodies.quarantine(parts.quarantine, parts.ready);
            flush();
            parts.bodies.step();
            parts.parker.step(parts.checkpointer.walking());
            parts.checkpointer.step();
            parts.copier.step();
            parts.preparedBodies.step(parts.checkpointer.walking());
            parts.guard.step();
            parts.largeBodies.step();
            parts.credits.flush(); // behind all that makes room: this round may be the last one for long
        });
        return !over
                && (parts.checkpointer.wantsMore()
                        || parts.parker.wantsMore()
                        || parts.bodies.wantsMore()
                        || parts.gate.releasable()
                        || parts.timekeeper.due()
                        || parts.slowConsumers.due()
                        || parts.branches.due()
                        || parts.preparedBodies.wantsMore()
                        || parts.stalls.more()
                        || !parts.activities.isEmpty()
                        || !parts.ready.isEmpty());
    }

    private void flush() {
        parts.removals.flush();
        if (!parts.stalls.isEmpty()) {
            frames.stalled().goOn();
            parts.removals.flush();
        }
        parts.attempts.flush();
        parts.retries.flush();
        parts.confirmer.flush();
    }

    /** Whether what lives in some segment is being moved out of it. */
    public boolean emptiesSegment() {
        return !over && parts.copier.busy();
    }

    /** How many records have been moved out of sparse segments in this run. */
    public long movedRecords() {
        return parts.copier.moved();
    }

    /** Where the oldest record is that lives; the highest number there is if none does. */
    public long oldestPlace() {
        return parts.live.oldestPlace();
    }

    /** About how many bytes of the journal live. */
    public long liveBytes() {
        return parts.live.bytes();
    }

    /** When {@link #time} and {@link #work} want to be called even without input: milliseconds since the epoch, or {@link Long#MAX_VALUE}. */
    public long wakeAt() {
        return over ? Long.MAX_VALUE : earliest();
    }

    private long earliest() {
        long relief = parts.guard.tight() ? parts.clock.now() + RELIEF_MILLIS : Long.MAX_VALUE;
        long parked = Math.min(parts.keeps.wakeAt(), parts.preparedBodies.wakeAt());
        long waits = Math.min(Math.min(relief, parked), Math.min(parts.stalls.wakeAt(), parts.slowConsumers.wakeAt()));
        long ends = Math.min(waits, Math.min(parts.branches.wakeAt(), parts.confirmer.wakeAt()));
        return Math.min(ends, Math.min(parts.timekeeper.wakeAt(), parts.copier.wakeAt()));
    }

    /** Whether something waits for the disk, so that the host must see to a force. */
    public boolean wantsForce() {
        return !over && parts.gate.waits();
    }

    /** How many outputs wait for the disk. */
    public int heldOutputs() {
        return over ? 0 : parts.gate.size();
    }

    /**
     * A clean stop: whoever waits for what is on disk is answered, however many they are; consumers are told, what they hold returns, and
     * the journal says so. The host then forces and closes the journal.
     */
    public void stop() {
        if (over) {
            return;
        }
        guarded(() -> {
            parts.gate.release(Integer.MAX_VALUE);
            flush();
            for (ConnectionState connection : parts.connections.all().toArray(new ConnectionState[0])) {
                parts.connections.end(connection, false, ErrorCode.STOPPING, "the broker is stopping");
            }
            noteSuspects();
            flush();
            parts.ledger.writeFreeing(new Effect.CleanStop(parts.clock.now()));
            noteSuspectRuns();
        });
        over = true;
    }

    private void noteSuspects() {
        for (MessageQueue queue : parts.registry.all()) {
            for (int priority = 0; priority < MessageOrder.PRIORITIES; priority++) {
                MessageRef ref = queue.order().head(priority);
                while (ref != null) {
                    if (!(ref instanceof ParkedRun) && ref.suspect()) {
                        parts.attempts.note(ref);
                    }
                    ref = ref.next;
                }
            }
            queue.scheduled().delayed().due(parts.clock.now()).forEach(parts.attempts::note);
        }
    }

    /** What is parked is not loaded to say it of each: a horizon behind the clean stop says it of all below. */
    private void noteSuspectRuns() {
        for (MessageQueue queue : parts.registry.all()) {
            long below = 0;
            for (ParkedRun run : queue.runs()) {
                below = Math.max(below, run.suspectBelow());
            }
            for (ParkedRun run : queue.scheduled().delayed().runs()) {
                below = Math.max(below, run.suspectBelow());
            }
            if (below != 0 && !queue.deleted()) {
                parts.ledger.writeFreeing(new Effect.DispatchHorizon(queue.id(), below));
            }
        }
    }

    /** Does something that journals; if the journal is at its end, so is the engine. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (LedgerBroken broken) {
            journalFailed(broken.reason());
        }
    }
}
