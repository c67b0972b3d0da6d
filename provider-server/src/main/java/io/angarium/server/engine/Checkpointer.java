package io.angarium.server.engine;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints and gives up segments that nobody needs. A checkpoint begins with the small state of all, in one step, at a place of
 * the log; then it walks the live records in many, leaving out those that the log holds behind that place. What it says of a message
 * may be newer than the place: the effects from there on do no harm to what they find done already. Runs that are parked belong to the small state. Owner: the engine's holder.
 */
final class Checkpointer {
    private static final int STEP = 1000;
    private static final int CHUNK_BYTES = 128 * 1024;

    /** When more segments have nothing but lists that only earlier checkpoints refer to, the next one is due. */
    private static final int MOST_KEPT = 2;

    private final Space space;
    private final LiveRecords live;
    private final List<DurableState> states;
    private final Registry registry;
    private final LateJoins joins;
    private Space.@Nullable Checkpoint running;
    private RecordGroup chunk = new RecordGroup();
    private boolean walked;
    /** How many checkpoints have begun: two may begin at the same place of the log. */
    private long number;

    private boolean review;
    private long reached;
    private long durable;

    /**
     * @param space the journal's
     * @param live what lives in it
     * @param states whose state a checkpoint holds beside the messages, in the order in which it is to be applied
     * @param registry whose queues have runs that are parked
     * @param joins what joins queues meanwhile
     */
    Checkpointer(Space space, LiveRecords live, List<DurableState> states, Registry registry, LateJoins joins) {
        this.joins = joins;
        this.registry = registry;
        this.space = space;
        this.live = live;
        this.states = states;
    }

    /** Recovery is over: segments that nobody needs may have been left behind. */
    void recovered(long durablePosition) {
        durable = durablePosition;
        review = true;
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        review |= live.someDied(position);
    }

    /** The checkpoint that was ended counts, or, if not, was given up. */
    void checkpointed(boolean counts) {
        running = null;
        joins.end();
        review |= counts;
        if (counts) {
            live.retired().counted();
        }
    }

    /** The end of a round: all that happened has been appended. A bounded amount of work. */
    void step() {
        live.appended(space.appendedPosition());
        if (review) {
            review = false;
            reclaim();
        }
        Space.Checkpoint checkpoint = running;
        if (checkpoint == null) {
            if (due()) {
                begin();
            }
        } else if (!walked && checkpoint.ready()) {
            walk(checkpoint);
        }
    }

    /** Whether {@link #step} has something to do at once. */
    boolean wantsMore() {
        Space.Checkpoint checkpoint = running;
        return checkpoint == null ? due() : !walked && checkpoint.ready();
    }

    private boolean due() {
        return space.checkpointDue()
                || ((live.keptByCheckpoints() > MOST_KEPT || live.opened().tooMany(space.checkpointBytes()))
                        && space.checkpointPossible());
    }

    /** Whether the messages that are in memory are being written down: what is parked meanwhile would be missed. */
    boolean walking() {
        return running != null && !walked;
    }

    private void reclaim() {
        for (long segment : space.segmentsBeforeReplay()) {
            if (live.dead(segment, durable)) {
                space.free(segment);
            }
        }
    }

    private void begin() {
        Space.Checkpoint begun = space.beginCheckpoint();
        running = begun;
        walked = false;
        reached = 0;
        number++;
        live.retired().begun();
        live.opened().begun();
        joins.begin();
        for (DurableState state : states) {
            state.describe(effect -> write(begun, effect));
        }
        for (MessageQueue queue : registry.all()) {
            list(begun, queue.runs());
            list(begun, queue.scheduled().delayed().runs());
        }
    }

    private void list(Space.Checkpoint begun, Collection<ParkedRun> runs) {
        boolean mixed = false;
        int priority = -1;
        for (ParkedRun run : runs) {
            mixed |= priority >= 0 && run.priority() != priority;
            priority = run.priority();
        }
        for (ParkedRun run : runs) {
            run.listedIn(number, mixed);
            write(begun, run.description());
        }
    }

    private void walk(Space.Checkpoint checkpoint) {
        for (int i = 0; i < STEP; i++) {
            LiveRecord record = live.from(reached);
            if (record == null) {
                end(checkpoint);
                return;
            }
            reached = record.place() + 1;
            boolean known = record.id() >= checkpoint.position()
                    || (record instanceof StoredMessage stored && stored.listedIn(number));
            Effect kept = known ? null : joins.kept(record);
            if (kept != null) {
                write(checkpoint, kept);
            }
        }
    }

    private void end(Space.Checkpoint checkpoint) {
        walked = true;
        joins.end();
        if (chunk.count() > 0) {
            hand(checkpoint);
        }
        checkpoint.end(space.appendedPosition());
    }

    private void write(Space.Checkpoint checkpoint, Effect effect) {
        EffectWriter.write(effect, chunk);
        if (chunk.size() >= CHUNK_BYTES) {
            hand(checkpoint);
        }
    }

    private void hand(Space.Checkpoint checkpoint) {
        checkpoint.add(chunk);
        chunk = new RecordGroup();
    }
}
