package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import io.angarium.wire.PropertyFinder;
import io.angarium.wire.TextLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that applications have given to messages, so that one which is sent again, perhaps by another process after a restart, is
 * taken once: by destination, for a time, and no more than so many. A key is held while a transaction that sent it is open, and taken
 * when it has committed. Owner: the engine's holder.
 */
final class DuplicateKeys implements DurableState {
    /** How long a key is known. */
    static final long KEPT_MILLIS = TimeUnit.HOURS.toMillis(24);

    /** How many are known; the oldest are forgotten first. */
    static final int MOST = 100_000;

    private static final byte[] PROPERTY = EncodedMessage.DUPLICATE_KEY.getBytes(StandardCharsets.UTF_8);

    private final BrokerClock clock;
    /** When they were taken, oldest first. */
    private final Map<Key, Long> taken = new LinkedHashMap<>();
    /** The transactions that hold them. */
    private final Map<Key, Long> held = new HashMap<>();

    private final Map<Long, List<Key>> byTransaction = new HashMap<>();

    /** A key, which counts at one destination. */
    record Key(Destination destination, String text) {}

    DuplicateKeys(BrokerClock clock) {
        this.clock = clock;
    }

    /**
     * The key of a message to a destination; null if it has none.
     *
     * @throws Refusal if it cannot be one
     */
    static @Nullable Key of(Destination destination, EncodedMessage message) {
        if (!message.hasDuplicateKey() || destination.isTemporary()) {
            return null;
        }
        Object value = PropertyFinder.find(message, PROPERTY);
        String problem = value instanceof String text && !text.isEmpty()
                ? TextLimits.problem("a duplicate key", text, Limits.MAX_DUPLICATE_KEY_BYTES)
                : "a duplicate key is a text that is not empty";
        if (problem != null) {
            throw new Refusal(ErrorCode.PROTOCOL, problem);
        }
        return new Key(destination, String.valueOf(value));
    }

    /**
     * Whether a message with this key has been taken, or is part of this very transaction.
     *
     * @param transaction in which it comes, 0 for none
     * @throws Refusal IN_USE if another transaction holds the key: nobody knows yet whether it counts
     */
    boolean repeats(Key key, long transaction) {
        if (taken.containsKey(key)) {
            return true;
        }
        Long holder = held.get(key);
        if (holder != null && holder != transaction) {
            throw new Refusal(
                    ErrorCode.IN_USE,
                    "a message with duplicate key '" + key.text + "' has been sent to '" + key.destination.name()
                            + "' in a transaction that has not ended, so whether this one repeats it is not known yet;"
                            + " send it again later");
        }
        return holder != null;
    }

    /** A message with this key was taken. */
    void taken(Key key, long time) {
        taken.putIfAbsent(key, time);
        if (taken.size() > MOST) {
            Iterator<Key> oldest = taken.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** An open transaction has sent a message with this key. */
    void held(Key key, long transaction) {
        held.put(key, transaction);
        byTransaction.computeIfAbsent(transaction, id -> new ArrayList<>(1)).add(key);
    }

    /** A transaction has ended. */
    void ended(long transaction, boolean committed) {
        List<Key> keys = byTransaction.remove(transaction);
        if (keys == null) {
            return;
        }
        for (Key key : keys) {
            held.remove(key);
            if (committed) {
                taken(key, clock.now());
            }
        }
    }

    /** It is now this late: forgets what is too old. */
    void time(long now) {
        Iterator<Long> times = taken.values().iterator();
        while (times.hasNext() && times.next() < now - KEPT_MILLIS) {
            times.remove();
        }
    }

    @Override
    public void describe(Consumer<Effect> to) {
        taken.forEach((key, time) -> to.accept(new Effect.DuplicateKeyKept(key.destination, key.text, time, 0)));
        held.forEach((key, transaction) ->
                to.accept(new Effect.DuplicateKeyKept(key.destination, key.text, clock.now(), transaction)));
    }
}
