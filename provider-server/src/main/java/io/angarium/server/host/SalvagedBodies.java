package io.angarium.server.host;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalReader;
import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a damaged journal has of bodies in parts: a message of which a part is lost is as good as lost itself, although its own record is sound. One
 * thread.
 */
final class SalvagedBodies {
    private final Map<Long, Map<Integer, Part>> bodies = new HashMap<>();

    /**
     * A part.
     *
     * @param id position at which it was first written
     * @param place where a checkpoint says that it is; 0 if the log itself has it, which is sound then
     */
    private record Part(long id, long place, int size) {}

    /** The log has a part. */
    void stored(Effect.BodyPartStored part, long position) {
        long body = part.body() == 0 ? position : part.body();
        put(body, part.part(), new Part(position, 0, part.bytes().remaining()));
    }

    /** The checkpoint speaks of a part. */
    void kept(Effect.BodyPartKept part) {
        put(part.body(), part.part(), new Part(part.id(), part.place(), part.size()));
    }

    private void put(long body, int number, Part part) {
        bodies.computeIfAbsent(body, none -> new HashMap<>()).put(number, part);
    }

    /** What is wrong with a message's body, for people, as far as that is known without reading it; null if nothing is. */
    @Nullable
    String missing(EncodedMessage message) {
        if (!message.inParts()) {
            return null;
        }
        long there = bodies.getOrDefault(message.partsBody(), Map.of()).values().stream()
                .mapToLong(Part::size)
                .sum();
        return there == message.partsLength()
                ? null
                : "of the " + message.partsLength() + " bytes of its body " + there + " are there";
    }

    /**
     * The same, and whether the parts of which the checkpoint speaks can be read.
     *
     * @param moved the log has these where they are now
     */
    boolean readable(JournalReader reader, long body, Set<Long> moved) {
        for (Part part : bodies.getOrDefault(body, Map.of()).values()) {
            if (part.place() != 0 && !moved.contains(part.id()) && !readable(reader, part.place())) {
                return false;
            }
        }
        return true;
    }

    private static boolean readable(JournalReader reader, long place) {
        try {
            reader.read(place, (type, position, payload) -> {});
            return true;
        } catch (JournalException damaged) {
            return false;
        }
    }
}
