package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that recovery has met: how many of the small ones stay in memory, and where the parts of large ones are. A large one that no
 * message names in the end was never sent, or is not needed any more. Owner: {@link Recovery}.
 */
final class RecoveredBodies {
    private final LargeBodies largeBodies;
    private final LiveRecords live;
    private final long limit;
    private final Map<Long, LargeBody> all = new HashMap<>();
    private final Map<Long, BodyPart> parts = new HashMap<>();
    private long staying;

    /** @param limit so many bytes of small ones stay in memory */
    RecoveredBodies(LargeBodies largeBodies, LiveRecords live, long limit) {
        this.largeBodies = largeBodies;
        this.live = live;
        this.limit = limit;
    }

    /** Whether a message of this size stays in memory. */
    boolean mayStay(int size) {
        boolean stays = staying < limit;
        staying += stays ? size : 0;
        return stays;
    }

    void stored(Effect.BodyPartStored effect, long position) {
        long body = effect.body() == 0 ? position : effect.body();
        add(new BodyPart(body(body), position, effect.part(), effect.bytes().remaining()));
    }

    void kept(Effect.BodyPartKept effect) {
        BodyPart part = new BodyPart(body(effect.body()), effect.id(), effect.part(), effect.size());
        part.place(effect.place());
        add(part);
    }

    private void add(BodyPart part) {
        part.body().recovered(part);
        parts.put(part.id(), part);
    }

    private LargeBody body(long id) {
        return all.computeIfAbsent(id, LargeBody::new);
    }

    /** A record is somewhere else from now on; whether it is that of a part. */
    boolean moved(long id, long place) {
        BodyPart part = parts.get(id);
        if (part != null) {
            part.place(place);
        }
        return part != null;
    }

    /** The body that a message names, null if it has its own. */
    @Nullable
    LargeBody of(EncodedMessage message) {
        return of(message.inParts() ? message.partsBody() : 0);
    }

    /** The body of a number, null for 0. */
    @Nullable
    LargeBody of(long id) {
        return id == 0 ? null : body(id);
    }

    /** A send of a prepared branch holds its body. */
    void hold(PendingRecord record) {
        LargeBody body = record.largeBody();
        if (body != null) {
            body.hold();
        }
    }

    /** The messages are in the books: the parts that they need live, all others do not. */
    void finish(RecoveryReader reader) {
        List<BodyPart> living = new ArrayList<>();
        for (LargeBody body : all.values()) {
            if (body.held()) {
                living.addAll(body.parts());
                largeBodies.recovered(body);
            }
        }
        living.sort(Comparator.comparingLong(BodyPart::place));
        living.forEach(part -> reader.requireSegment(part.place()));
        if (!living.isEmpty()) {
            live.recovered(living);
        }
        all.clear();
        parts.clear();
    }
}
