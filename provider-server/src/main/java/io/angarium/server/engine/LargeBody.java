package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that lies in the journal in parts. It is there while something holds it: the session that brings it, a send that is in no queue
 * yet, messages in queues. Owner: the engine's holder.
 */
final class LargeBody {
    /** A body has more than one part only if they have so many bytes: each part costs memory. */
    static final int LEAST_PART_BYTES = 512;

    private final long id;
    private final List<@Nullable BodyPart> parts = new ArrayList<>();
    private final List<StoredMessage> owners = new ArrayList<>(1);
    private int holders;
    private long length;
    private int partBytes;
    /** A part shorter than the first has come: it was the last. */
    private boolean complete;

    private @Nullable String damage;

    /** @param id position of its first part */
    LargeBody(long id) {
        this.id = id;
    }

    /** What the journal calls a message's body: 0 for none. */
    static long idOf(@Nullable LargeBody body) {
        return body == null ? 0 : body.id;
    }

    /** What a message of this size counts for limits and in counters: with the whole of its body. */
    static long room(int size, @Nullable LargeBody body) {
        return body == null ? size : size + body.length;
    }

    long id() {
        return id;
    }

    /** How long it is so far. */
    long length() {
        return length;
    }

    /** Why it cannot be had whole, for people; null as long as nothing is known against it. */
    @Nullable
    String damage() {
        return damage;
    }

    /** A part of it cannot be read: it will not be delivered again. */
    void damage(String reason) {
        damage = reason;
    }

    /** How many parts it has so far. */
    int count() {
        return parts.size();
    }

    /** Length of each part but the last. */
    int partBytes() {
        return partBytes;
    }

    /** Whether a part of this number and size can be the next one. */
    boolean takes(int number, int size) {
        boolean follows = partBytes >= LEAST_PART_BYTES && size <= partBytes;
        return !complete && number == parts.size() && (number == 0 || follows);
    }

    /** Adds the next part. */
    void add(BodyPart part) {
        if (part.number() == 0) {
            partBytes = part.size();
        }
        complete = part.size() < partBytes;
        length += part.size();
        parts.add(part);
    }

    /** A restart has found a part, in any order, some twice: then the later word counts. */
    void recovered(BodyPart part) {
        while (parts.size() <= part.number()) {
            parts.add(null);
        }
        BodyPart before = parts.set(part.number(), part);
        length += part.size() - (before == null ? 0 : before.size());
    }

    /** A part, or null if there is none of that number. */
    @Nullable
    BodyPart part(int number) {
        return number < parts.size() ? parts.get(number) : null;
    }

    /** All that are there. */
    List<BodyPart> parts() {
        List<BodyPart> all = new ArrayList<>(parts.size());
        for (BodyPart part : parts) {
            if (part != null) {
                all.add(part);
            }
        }
        return all;
    }

    /** One more that is no message in a queue holds it. */
    void hold() {
        holders++;
    }

    /** One of those holds it no more. */
    void release() {
        holders--;
    }

    void own(StoredMessage message) {
        owners.add(message);
    }

    void disown(StoredMessage message) {
        owners.remove(message);
    }

    boolean held() {
        return holders > 0 || !owners.isEmpty();
    }

    /** A message that has it, or null. */
    @Nullable
    StoredMessage owner() {
        return owners.isEmpty() ? null : owners.get(0);
    }

    /** All messages that have it now. */
    List<StoredMessage> owners() {
        return List.copyOf(owners);
    }

    /** Where a message with it is in a queue or subscription; null if it is not there. Looks at all places of the message. */
    @Nullable
    MessageRef in(MessageQueue queue) {
        for (StoredMessage owner : owners) {
            for (MessageRef ref = owner.first(); ref != null; ref = ref.sibling) {
                if (ref.queue() == queue) {
                    return ref;
                }
            }
        }
        return null;
    }
}
