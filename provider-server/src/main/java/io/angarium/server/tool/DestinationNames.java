package io.angarium.server.tool;

import io.angarium.server.effect.Effect;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of queues, topics and subscriptions by id, learnt from a journal's records while they pass. Owned by one thread. */
final class DestinationNames {
    /** What an id stands for: its plain name, and with what it is in front. */
    private record Name(String plain, String label) {}

    private final Map<Integer, Name> names = new HashMap<>();

    /** Remembers what a record says of names. */
    void learn(@Nullable Effect effect) {
        if (effect instanceof Effect.DestinationCreated created) {
            String plain = created.destination().name();
            names.put(created.id(), new Name(plain, (created.destination().isTopic() ? "topic " : "queue ") + plain));
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            names.put(
                    created.id(),
                    new Name(created.name(), "subscription " + created.name() + " of topic " + created.topic()));
        }
    }

    /** For people; an id of which nothing has been learnt stays a number. */
    List<String> labels(int... ids) {
        return Arrays.stream(ids).mapToObj(this::label).toList();
    }

    private String label(int id) {
        Name name = names.get(id);
        return name == null ? "id " + id : name.label();
    }

    /** Whether an id is that of a queue, topic or subscription of this name. */
    boolean isNamed(int id, String plain) {
        Name name = names.get(id);
        return name != null && name.plain().equals(plain);
    }
}
