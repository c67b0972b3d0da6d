package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one priority that are next to each other in a queue, of which memory has no more than this: it stands in the order in the
 * place of the first. What they are is written in a record of the journal, the list ({@link Effect.MessagesListed}). Messages between them that could not be
 * parked follow it in the order. Owner: the engine's holder.
 */
final class ParkedRun extends MessageRef implements Parked {
    private final Contents contents;
    private final ListRecord record;
    private final boolean delayed;
    private long suspectBelow;
    private boolean parked = true;
    private long listedIn;
    private boolean untold;
    private boolean uncounted;
    private boolean announced;
    private boolean lost;
    /** The list, while it may not be readable in the journal yet. */
    private Effect.@Nullable MessagesListed written;

    private boolean asked;

    /**
     * What is known of the messages.
     *
     * @param count how many
     * @param bytes of their encoded messages
     * @param span distance of the sequences of the first and the last
     * @param first where the first stands among all, across restarts; of those that wait for their time by {@link DelayLane#rank}
     * @param last where the last stands
     * @param leastId lowest id
     * @param greatestId highest id
     * @param due when the first expires, 0 for never, or, if they wait for their time, when the first of these times comes or the first expires
     * @param usages in which segments their records are
     * @param joined whether some of them joined the queue by their delivery time, or a checkpoint says that nobody knows whether any did: their ids may be anywhere
     */
    record Contents(
            int count,
            long bytes,
            long span,
            Rank first,
            Rank last,
            long leastId,
            long greatestId,
            long due,
            List<Effect.Usage> usages,
            boolean joined) {

        /** What a checkpoint says of them. */
        static Contents of(Effect.ListKept kept) {
            return new Contents(
                    kept.count(),
                    kept.bytes(),
                    kept.span(),
                    Rank.of(kept.first()),
                    Rank.of(kept.last()),
                    kept.leastId(),
                    kept.greatestId(),
                    kept.due(),
                    kept.usages(),
                    kept.announced());
        }
    }

    /** @param delayed whether the messages wait for their delivery time, and are in no order */
    ParkedRun(MessageQueue queue, int priority, ListRecord record, Contents contents, boolean delayed) {
        super(new StoredMessage(0, 0, priority, 0, 0, 0), queue);
        this.delayed = delayed;
        this.record = record;
        this.contents = contents;
        this.announced = contents.joined();
        state(State.AVAILABLE);
    }

    @Override
    public Contents contents() {
        return contents;
    }

    ListRecord record() {
        return record;
    }

    /** Whether its messages wait for their delivery time: by that they are sorted, and it stands in no order. */
    boolean delayed() {
        return delayed;
    }

    /** Sequence of the last of its messages; {@link #sequence} is that of the first. */
    long lastSequence() {
        return sequence() + contents.span();
    }

    /** Those with ids below may have been seen by an application without having been counted. */
    long suspectBelow() {
        return suspectBelow;
    }

    void suspectBelow(long id) {
        suspectBelow = Math.max(suspectBelow, id);
    }

    /** Whether it stands in the order; else its messages do. */
    boolean parked() {
        return parked;
    }

    void parked(boolean value) {
        parked = value;
    }

    /** Which checkpoint since the start of the broker, counted from 1, was the last that has it whole. */
    long listedIn() {
        return listedIn;
    }

    /**
     * A checkpoint has it.
     *
     * @param mixed whether that has runs of other priorities of its queue too
     */
    void listedIn(long checkpoint, boolean mixed) {
        listedIn = checkpoint;
        untold = true;
        uncounted = true;
        announced |= mixed
                && !delayed; // for good: the checkpoint that says so may be the one that counts, though a later one was
        // begun
    }

    /** Whether some checkpoint has it, and nothing behind says that it was opened. */
    boolean untold() {
        return untold;
    }

    /** The log says that it was opened. */
    void told() {
        untold = false;
    }

    /** Whether some checkpoint has it, and it is none of {@link OpenedLists}. */
    boolean uncounted() {
        return uncounted;
    }

    /** It is one of them. */
    void counted() {
        uncounted = false;
    }

    /** Whether the log is to say when it is opened: ranges of ids overlap, so that nothing else tells a start which run a message is in. */
    boolean tells() {
        return delayed || announced;
    }

    @Override
    public boolean lost() {
        return lost;
    }

    @Override
    public String where() {
        return queue().label() + ", parked";
    }

    void lose() {
        lost = true;
    }

    Effect.@Nullable MessagesListed written() {
        return written;
    }

    void written(Effect.@Nullable MessagesListed list) {
        written = list;
    }

    /** Its list is being read. */
    boolean asked() {
        return asked;
    }

    void asked(boolean value) {
        asked = value;
    }

    /** What a checkpoint says of it. */
    Effect description() {
        Effect.ListKept list = new Effect.ListKept(
                record.id(),
                record.place(),
                record.size(),
                queue().id(),
                priority(),
                contents.count(),
                contents.span(),
                contents.first().stand(),
                contents.last().stand(),
                contents.leastId(),
                contents.greatestId(),
                contents.due(),
                suspectBelow,
                contents.usages(),
                announced);
        return delayed ? new Effect.DelayedListKept(list) : list;
    }

    /** The run of which a checkpoint said this. */
    static ParkedRun of(Effect.ListKept kept, MessageQueue queue, boolean delayed) {
        ListRecord list = new ListRecord(queue, kept.id(), kept.place(), kept.length());
        ParkedRun run = new ParkedRun(queue, kept.priority(), list, Contents.of(kept), delayed);
        run.suspectBelow(kept.suspectBelow());
        run.untold = true;
        run.uncounted = true;
        return run;
    }
}
