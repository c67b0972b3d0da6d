package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has parts of bodies read from the journal and hands them to who asked; nothing of them stays. What has been read waits in memory until its
 * client takes it: so many bytes for each connection and for all together, further requests wait. Owner: the engine's holder.
 */
final class PartReader {
    /** So many parts a client may ask for before it has had them. */
    static final int MOST_ASKED = 1024;

    /** So much may be on its way to one connection; a first part always. */
    static final long MOST_PER_CONNECTION = 1024 * 1024;

    /** This part of the budget for messages may be on its way to all connections, beside the first part of each. */
    private static final int PART_OF_BUDGET = 8;

    private final Space space;
    private final Outputs outputs;
    private final long most;
    private final Map<Long, Deque<PartFlow.Wanted>> asked = new HashMap<>();
    /** Those whose place is not durable yet, so that they cannot be read. */
    private final List<PartFlow.Wanted> later = new ArrayList<>();
    /** Connections that wait for less to be on its way to others. */
    private final Set<ConnectionState> crowded = new LinkedHashSet<>();

    private final List<LargeBody> damaged = new ArrayList<>();
    private long durable;
    private long out;

    /** @param budget bytes of messages that may be in memory */
    PartReader(Space space, Outputs outputs, long budget) {
        this.space = space;
        this.outputs = outputs;
        this.most = Math.max(MOST_PER_CONNECTION, budget / PART_OF_BUDGET);
    }

    /**
     * Reads a part for a request.
     *
     * @throws Refusal if the client has too many of them open
     */
    void read(BodyPart part, ConnectionState connection, int correlation) {
        if (connection.parts().unanswered() >= MOST_ASKED) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT, "more than " + MOST_ASKED + " parts of bodies asked for at a time");
        }
        connection.parts().want(new PartFlow.Wanted(part, connection, correlation));
        goOn(connection);
    }

    /** Begins what may be begun for a connection. */
    private void goOn(ConnectionState connection) {
        PartFlow flow = connection.parts();
        for (PartFlow.Wanted next = flow.next(); next != null; next = flow.next()) {
            int size = next.part().size();
            if (flow.out() > 0 && flow.out() + size > MOST_PER_CONNECTION) {
                return;
            }
            if (flow.out() > 0 && out + size > most) {
                crowded.add(connection);
                return;
            }
            flow.begin();
            out += size;
            ask(next);
        }
    }

    private void ask(PartFlow.Wanted wanted) {
        long place = wanted.part().place();
        if (place >= durable) {
            later.add(wanted);
            return;
        }
        Deque<PartFlow.Wanted> there = asked.get(place);
        if (there == null) {
            there = new ArrayDeque<>(1);
            asked.put(place, there);
            space.fetch(place);
        }
        there.addLast(wanted);
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        if (!later.isEmpty()) {
            List<PartFlow.Wanted> all = List.copyOf(later);
            later.clear();
            all.forEach(this::ask);
        }
    }

    /** A record was read; whether it was asked for here: by several, who share it. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        Deque<PartFlow.Wanted> there = asked.remove(place);
        if (there == null) {
            return false;
        }
        ByteBuffer bytes = StoredRecords.part(type, payload);
        for (PartFlow.Wanted wanted : there) {
            wanted.connection().parts().answered();
            outputs.send(
                    wanted.connection().id(),
                    new ReplyFrame.Part(wanted.correlation(), bytes.slice().asReadOnlyBuffer()));
        }
        return true;
    }

    /** A record could not be read; whether it was asked for here. One that was moved meanwhile is read where it is now. */
    boolean unreadable(long place, String reason) {
        Deque<PartFlow.Wanted> there = asked.remove(place);
        if (there == null) {
            return false;
        }
        there.forEach(wanted -> unreadable(wanted, place, reason));
        return true;
    }

    private void unreadable(PartFlow.Wanted wanted, long place, String reason) {
        LargeBody body = wanted.part().body();
        if (!body.held()) {
            String gone =
                    "body " + body.id() + " is not there any more: its message was acknowledged or has left the queue";
            fail(wanted, ErrorCode.NOT_FOUND, gone);
        } else if (wanted.part().place() != place) {
            ask(wanted);
        } else {
            String what = "part " + wanted.part().number() + " of a body cannot be read: " + reason;
            if (body.damage() == null) {
                outputs.notice(new Outputs.Notice(true, what));
                body.damage(what);
                damaged.add(body);
            }
            fail(wanted, ErrorCode.INTERNAL, what);
        }
    }

    private void fail(PartFlow.Wanted wanted, ErrorCode code, String what) {
        wanted.connection().parts().answered();
        outputs.send(wanted.connection().id(), new ReplyFrame.Failed(wanted.correlation(), code, what));
        written(wanted.connection(), wanted.part().size());
    }

    /** A client has taken so many bytes of parts. */
    void written(ConnectionState connection, long bytes) {
        out -= connection.parts().written(bytes);
        goOn(connection);
        goOnWithOthers();
    }

    /** A connection has ended. */
    void left(ConnectionState connection) {
        out -= connection.parts().end();
        crowded.remove(connection);
        goOnWithOthers();
    }

    private void goOnWithOthers() {
        if (!crowded.isEmpty() && out < most) {
            List<ConnectionState> all = List.copyOf(crowded);
            crowded.clear();
            all.forEach(this::goOn);
        }
    }

    /** How many bytes of parts are in memory for clients. */
    long out() {
        return out;
    }

    /** The bodies that were found to be damaged since the last call. */
    List<LargeBody> takeDamaged() {
        List<LargeBody> taken = damaged.isEmpty() ? List.of() : List.copyOf(damaged);
        damaged.clear();
        return taken;
    }
}
