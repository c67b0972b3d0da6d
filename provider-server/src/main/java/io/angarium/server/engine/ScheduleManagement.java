package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.server.schedule.Schedule;
import io.angarium.server.selector.InvalidSelectorException;
import io.angarium.server.selector.Selector;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageReader;
import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators see and cancel of the messages that wait for their time: {@code schedule.list}, {@code schedule.cancel}. Owner: the engine's holder. */
final class ScheduleManagement {
    private static final byte[] PROPERTY = Schedule.PROPERTY.getBytes(StandardCharsets.UTF_8);

    /** So many rows are in an answer at most. */
    private static final int MOST_ROWS = 10_000;

    private final Registry registry;
    private final Removals removals;
    private final Ledger ledger;
    private final DurabilityGate gate;
    private final QueueWalk.Maker walks;
    private final Successions successions;

    ScheduleManagement(
            Registry registry,
            Removals removals,
            Ledger ledger,
            DurabilityGate gate,
            QueueWalk.Maker walks,
            Successions successions) {
        this.successions = successions;
        this.registry = registry;
        this.ledger = ledger;
        this.gate = gate;
        this.removals = removals;
        this.walks = walks;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return operation.startsWith("schedule.");
    }

    /**
     * Carries out a request: {@code name} is the queue, all if it is left out; {@code id} and {@code where} say which messages.
     *
     * @throws Refusal if it cannot be done
     */
    void execute(ManagementRequest request, Listing.Answer answer) {
        Selector selector = selector(request);
        MessageQueue queue = queue(request.optional("name"));
        switch (request.operation()) {
            case "schedule.list" -> list(new Listed(queue, selector), answer);
            case "schedule.cancel" -> {
                if (selector == null) {
                    throw new IllegalArgumentException("schedule.cancel needs the argument 'id' or 'where'");
                }
                Cancelled cancelled = new Cancelled(queue, selector);
                successions.add(cancelled);
                gate.holdUnlessDurable(ledger.lastPosition(), () -> cancel(cancelled, answer));
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    private void list(Listed listed, Listing.Answer answer) {
        successions.add(listed);
        successions.whenNoneIsUnderWay(() -> each(queues(listed), listed, () -> {
            successions.remove(listed);
            inParts(List.copyOf(listed.rows.values()), answer);
        }));
    }

    /** Behind the gate: what was sent before is in its queue by then. A queue may be deleted. */
    private void cancel(Cancelled cancelled, Listing.Answer answer) {
        each(queues(cancelled), cancelled, () -> {
            successions.remove(cancelled);
            answer.rows(List.of(new Row().put("cancelled", cancelled.count).map()), false);
        });
    }

    /** Which messages are meant. */
    private abstract static class Wanted implements Successions.Lookout {
        final @Nullable MessageQueue queue;
        private final @Nullable Selector selector;

        Wanted(@Nullable MessageQueue queue, @Nullable Selector selector) {
            this.queue = queue;
            this.selector = selector;
        }

        boolean has(MessageRef ref) {
            return (queue == null || queue == ref.queue())
                    && (selector == null || selector.matches(ref.stored().message(), 1));
        }

        /** Does what is to be done with one that is meant; false: it has seen enough. */
        abstract boolean look(MessageRef ref);
    }

    /** One that comes while it waits to be cancelled neither comes nor recurs. */
    private final class Cancelled extends Wanted {
        private long count;

        Cancelled(@Nullable MessageQueue queue, Selector selector) {
            super(queue, selector);
        }

        @Override
        boolean look(MessageRef ref) {
            removals.remove(ref, Effect.Reason.PURGED);
            count++;
            return true;
        }

        @Override
        public boolean takes(MessageRef plan) {
            return has(plan) && look(plan);
        }
    }

    /** For one that comes meanwhile there is the next. */
    private static final class Listed extends Wanted {
        private final Map<MessageRef, Map<String, Object>> rows = new LinkedHashMap<>();

        Listed(@Nullable MessageQueue queue, @Nullable Selector selector) {
            super(queue, selector);
        }

        @Override
        boolean look(MessageRef ref) {
            if (rows.size() == MOST_ROWS) {
                return false;
            }
            rows.put(ref, row(ref));
            return true;
        }

        @Override
        public void follows(MessageRef plan, MessageRef next) {
            rows.remove(plan);
            if (has(next)) {
                look(next);
            }
        }
    }

    private static void inParts(List<Map<String, Object>> rows, Listing.Answer answer) {
        int from = 0;
        while (rows.size() - from > Wiring.ROWS_PER_FRAME) {
            answer.rows(List.copyOf(rows.subList(from, from + Wiring.ROWS_PER_FRAME)), true);
            from += Wiring.ROWS_PER_FRAME;
        }
        answer.rows(List.copyOf(rows.subList(from, rows.size())), false);
    }

    private Deque<MessageQueue> queues(Wanted wanted) {
        Deque<MessageQueue> queues = new ArrayDeque<>();
        if (wanted.queue != null) {
            queues.add(wanted.queue);
            return queues;
        }
        for (MessageQueue queue : registry.all()) {
            if (queue.scheduled().size() > 0) {
                queues.add(queue);
            }
        }
        return queues;
    }

    private @Nullable MessageQueue queue(@Nullable String name) {
        MessageQueue queue = name == null ? null : registry.queue(name);
        if (name != null && queue == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "queue '" + name + "' does not exist");
        }
        return queue;
    }

    private static @Nullable Selector selector(ManagementRequest request) {
        String id = request.optional("id");
        String where = request.optional("where");
        String text = id == null ? where : "JMSMessageID = '" + id.replace("'", "''") + "'";
        if (text == null) {
            return null;
        }
        try {
            return Selector.parse(id == null || where == null ? text : text + " AND (" + where + ")");
        } catch (InvalidSelectorException invalid) {
            throw new Refusal(ErrorCode.INVALID_SELECTOR, String.valueOf(invalid.getMessage()));
        }
    }

    /** Goes through one queue after the other; a message that waits for its next attempt is not scheduled. */
    private void each(Deque<MessageQueue> queues, Wanted wanted, Runnable end) {
        MessageQueue queue = queues.pollFirst();
        if (queue == null) {
            end.run();
            return;
        }
        walks.begin(
                queue,
                QueueWalk.Which.SCHEDULED,
                ref -> Inventory.hadPlace(ref) || !wanted.has(ref) || wanted.look(ref),
                () -> each(queues, wanted, end));
    }

    private static Map<String, Object> row(MessageRef ref) {
        StoredMessage stored = ref.stored();
        return new Row()
                .put("message", MessageReader.messageId(stored.message()))
                .put("queue", ref.queue().label())
                .put("next", Instant.ofEpochMilli(stored.deliveryTime()).toString())
                .put("recurs", stored.recurs() ? PropertyFinder.find(stored.message(), PROPERTY) : null)
                .put("bytes", ref.room())
                .map();
    }
}
