package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Journals counted attempts, one record per queue and round. Owner: the engine's holder. */
final class Attempts {
    private static final int MOST_PER_RECORD = 2048;

    private final Ledger ledger;
    private final Map<MessageQueue, List<MessageRef>> counted = new LinkedHashMap<>();

    Attempts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** An application has seen this message and has not acknowledged it. */
    void count(MessageRef ref) {
        ref.attempts(ref.attempts() + 1);
        note(ref);
    }

    /** What is known of this message's attempts is to be journalled. */
    void note(MessageRef ref) {
        if (ref.journalled() && !ref.queue().deleted()) {
            counted.computeIfAbsent(ref.queue(), queue -> new ArrayList<>()).add(ref);
        }
    }

    /** End of the round. */
    void flush() {
        if (counted.isEmpty()) {
            return;
        }
        counted.forEach((queue, refs) -> {
            for (int from = 0; from < refs.size(); from += MOST_PER_RECORD) {
                write(queue, refs.subList(from, Math.min(refs.size(), from + MOST_PER_RECORD)));
            }
        });
        counted.clear();
    }

    private void write(MessageQueue queue, List<MessageRef> refs) {
        long[] ids = new long[refs.size()];
        int[] attempts = new int[refs.size()];
        int n = 0;
        for (MessageRef ref : refs) {
            if (ref.state() != MessageRef.State.GONE) {
                ids[n] = ref.id();
                attempts[n++] = ref.knownAttempts();
            }
        }
        if (n > 0 && !queue.deleted()) {
            ledger.writeFreeing(
                    new Effect.AttemptsCounted(queue.id(), Arrays.copyOf(ids, n), Arrays.copyOf(attempts, n)));
        }
    }
}
