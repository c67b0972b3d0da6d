package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has parts of bodies read from the journal and hands them to who asked; nothing of them stays. Owner: the engine's holder. */
final class PartReader {
    /** So many parts a client may ask for before it has had them. */
    static final int MOST_ASKED = 1024;

    private final Space space;
    private final Outputs outputs;
    private final Map<Long, Deque<Wanted>> asked = new HashMap<>();
    /** Those whose place is not durable yet, so that they cannot be read. */
    private final List<Wanted> later = new ArrayList<>();

    private final List<LargeBody> damaged = new ArrayList<>();
    private long durable;

    private record Wanted(BodyPart part, ConnectionState connection, int correlation) {}

    PartReader(Space space, Outputs outputs) {
        this.space = space;
        this.outputs = outputs;
    }

    /**
     * Reads a part for a request.
     *
     * @throws Refusal if the client has too many of them open
     */
    void read(BodyPart part, ConnectionState connection, int correlation) {
        if (connection.partsAsked() >= MOST_ASKED) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT, "more than " + MOST_ASKED + " parts of bodies asked for at a time");
        }
        connection.partsAsked(1);
        ask(new Wanted(part, connection, correlation));
    }

    private void ask(Wanted wanted) {
        long place = wanted.part().place();
        if (place >= durable) {
            later.add(wanted);
            return;
        }
        asked.computeIfAbsent(place, at -> new ArrayDeque<>(1)).addLast(wanted);
        space.fetch(place);
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        if (!later.isEmpty()) {
            List<Wanted> all = List.copyOf(later);
            later.clear();
            all.forEach(this::ask);
        }
    }

    private @Nullable Wanted next(long place) {
        Deque<Wanted> there = asked.get(place);
        if (there == null) {
            return null;
        }
        Wanted wanted = there.pollFirst();
        if (there.isEmpty()) {
            asked.remove(place);
        }
        return wanted;
    }

    /** A record was read; whether it was asked for here. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        Wanted wanted = next(place);
        if (wanted == null) {
            return false;
        }
        ByteBuffer bytes = StoredRecords.part(type, payload);
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        answer(wanted, new ReplyFrame.Part(wanted.correlation(), copy));
        return true;
    }

    /** A record could not be read; whether it was asked for here. One that was moved meanwhile is read where it is now. */
    boolean unreadable(long place, String reason) {
        Wanted wanted = next(place);
        if (wanted == null) {
            return false;
        }
        LargeBody body = wanted.part().body();
        if (!body.held()) {
            String gone =
                    "body " + body.id() + " is not there any more: its message was acknowledged or has left the queue";
            answer(wanted, new ReplyFrame.Failed(wanted.correlation(), ErrorCode.NOT_FOUND, gone));
        } else if (wanted.part().place() != place) {
            ask(wanted);
        } else {
            String what = "part " + wanted.part().number() + " of a body cannot be read: " + reason;
            if (body.damage() == null) {
                outputs.notice(new Outputs.Notice(true, what));
                body.damage(what);
                damaged.add(body);
            }
            answer(wanted, new ReplyFrame.Failed(wanted.correlation(), ErrorCode.INTERNAL, what));
        }
        return true;
    }

    /** The bodies that were found to be damaged since the last call. */
    List<LargeBody> takeDamaged() {
        List<LargeBody> taken = damaged.isEmpty() ? List.of() : List.copyOf(damaged);
        damaged.clear();
        return taken;
    }

    private void answer(Wanted wanted, ReplyFrame reply) {
        wanted.connection().partsAsked(-1);
        outputs.send(wanted.connection().id(), reply);
    }
}
