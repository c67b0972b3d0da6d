package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Messages that a prepared branch has sent to one destination, with one priority, of which memory has no more than this: what they are is
 * written in a record of the journal, the list ({@link Effect.MessagesListed}), which this stands for. Owner: the engine's holder.
 */
final class ParkedSends implements Parked, LiveRecord {

    /**
     * What the messages of a list have in common.
     *
     * @param target where they go
     * @param priority which all of them have
     * @param sender who sent them, null after a restart of the broker
     * @param reserved whether room is reserved for them in their queue
     */
    record Kind(Target target, int priority, @Nullable ConnectionState sender, boolean reserved) {

        static Kind of(PendingSend send) {
            return new Kind(send.target(), send.priority(), send.sender(), send.reserved() != null);
        }
    }

    private final Transaction work;
    private final Kind kind;
    private final ParkedRun.Contents contents;
    private final long id;
    private final int length;
    private long place;
    private boolean parked = true;
    private boolean asked;
    private boolean lost;

    /**
     * @param work the branch's
     * @param id position at which the list was first written
     * @param place where it is now
     * @param length of its record
     */
    ParkedSends(Transaction work, Kind kind, ParkedRun.Contents contents, long id, long place, int length) {
        this.work = work;
        this.kind = kind;
        this.contents = contents;
        this.id = id;
        this.place = place;
        this.length = length;
    }

    Transaction work() {
        return work;
    }

    Kind kind() {
        return kind;
    }

    @Override
    public ParkedRun.Contents contents() {
        return contents;
    }

    /** Whether the messages are nowhere but here; else they have been read, or have gone. */
    boolean parked() {
        return parked;
    }

    void over() {
        parked = false;
    }

    /** Its list is being read. */
    boolean asked() {
        return asked;
    }

    void asked(boolean value) {
        asked = value;
    }

    @Override
    public boolean lost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    @Override
    public String where() {
        return "prepared transaction " + work.id() + ", parked";
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long place() {
        return place;
    }

    @Override
    public void place(long position) {
        place = position;
    }

    @Override
    public int size() {
        return length;
    }

    @Override
    public String holder() {
        return "list of the messages of prepared transaction " + work.id();
    }

    @Override
    public long since() {
        return 0;
    }

    /** A checkpoint says of it what {@link #description} has, when it begins. */
    @Override
    public @Nullable Effect kept() {
        return null;
    }

    /** What a checkpoint says of it. */
    Effect.SendsKept description() {
        return new Effect.SendsKept(
                work.id(),
                new Effect.ListKept(
                        id,
                        place,
                        length,
                        kind.target().id(),
                        kind.priority(),
                        contents.count(),
                        contents.span(),
                        contents.first().stand(),
                        contents.last().stand(),
                        contents.leastId(),
                        contents.greatestId(),
                        contents.due(),
                        0,
                        contents.usages(),
                        false));
    }
}
