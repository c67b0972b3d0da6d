package io.angarium.jms.sending;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.ProducerFrame.SendRefused;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the broker refused until whom it concerns has heard of it: the call that waits for the send, its completion listener, or,
 * where nobody waits, the session's next call and the exception listener. Filled on the reading thread; thread-safe.
 */
final class Refusals {
    private final Set<Long> awaited = ConcurrentHashMap.newKeySet();
    private final Map<Long, SendRefused> claimed = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable SendRefused> orphan = new AtomicReference<>();
    private final Consumer<JMSException> background;

    /** @param background told of the first refusal that nobody waits for, until it is taken; must not block */
    Refusals(Consumer<JMSException> background) {
        this.background = background;
    }

    /** Says, before the send leaves, that somebody will ask for its outcome. */
    void expect(long sequence) {
        awaited.add(sequence);
    }

    void add(SendRefused refused) {
        if (awaited.contains(refused.sequence())) {
            claimed.put(refused.sequence(), refused);
        } else {
            if (orphan.compareAndSet(null, refused)) {
                background.accept(exception(refused));
            }
        }
    }

    boolean has(long sequence) {
        return claimed.containsKey(sequence);
    }

    /** Takes the outcome of an expected send: null if it was accepted. */
    @Nullable
    JMSException claim(long sequence) {
        awaited.remove(sequence);
        SendRefused refused = claimed.remove(sequence);
        return refused == null ? null : exception(refused);
    }

    /** Takes the first refusal that nobody waited for, or null. */
    @Nullable
    JMSException takeOrphan() {
        if (orphan.get() == null) {
            return null;
        }
        SendRefused refused = orphan.getAndSet(null);
        return refused == null ? null : exception(refused);
    }

    private static JMSException exception(SendRefused refused) {
        return JmsExceptions.of(refused.code(), refused.reason());
    }
}
