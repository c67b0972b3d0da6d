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
import java.util.ArrayList;
import java.util.Deque;
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

    ScheduleManagement(
            Registry registry, Removals removals, Ledger ledger, DurabilityGate gate, QueueWalk.Maker walks) {
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
        Deque<MessageQueue> queues = queues(request.optional("name"));
        switch (request.operation()) {
            case "schedule.list" -> {
                List<Map<String, Object>> rows = new ArrayList<>();
                each(
                        queues,
                        selector,
                        ref -> rows.size() < MOST_ROWS && rows.add(row(ref)),
                        () -> inParts(rows, answer));
            }
            case "schedule.cancel" -> {
                if (selector == null) {
                    throw new IllegalArgumentException("schedule.cancel needs the argument 'id' or 'where'");
                }
                boolean all = request.optional("name") == null;
                gate.holdUnlessDurable(
                        ledger.lastPosition(), () -> cancel(all ? queues(null) : queues, selector, answer));
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    /** Behind the gate: one that recurs and has just come is in no queue until that is durable, and must not be missed. A queue may be deleted by then. */
    private void cancel(Deque<MessageQueue> queues, Selector selector, Listing.Answer answer) {
        long[] cancelled = {0};
        each(
                queues,
                selector,
                ref -> {
                    removals.remove(ref, Effect.Reason.PURGED);
                    cancelled[0]++;
                    return true;
                },
                () -> answer.rows(
                        List.of(new Row().put("cancelled", cancelled[0]).map()), false));
    }

    private static void inParts(List<Map<String, Object>> rows, Listing.Answer answer) {
        int from = 0;
        while (rows.size() - from > Wiring.ROWS_PER_FRAME) {
            answer.rows(List.copyOf(rows.subList(from, from + Wiring.ROWS_PER_FRAME)), true);
            from += Wiring.ROWS_PER_FRAME;
        }
        answer.rows(List.copyOf(rows.subList(from, rows.size())), false);
    }

    private Deque<MessageQueue> queues(@Nullable String name) {
        Deque<MessageQueue> queues = new ArrayDeque<>();
        if (name == null) {
            for (MessageQueue queue : registry.all()) {
                if (queue.scheduled().size() > 0) {
                    queues.add(queue);
                }
            }
            return queues;
        }
        MessageQueue queue = registry.queue(name);
        if (queue == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "queue '" + name + "' does not exist");
        }
        queues.add(queue);
        return queues;
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
    private void each(Deque<MessageQueue> queues, @Nullable Selector selector, QueueWalk.Look look, Runnable end) {
        MessageQueue queue = queues.pollFirst();
        if (queue == null) {
            end.run();
            return;
        }
        walks.begin(
                queue,
                QueueWalk.Which.SCHEDULED,
                ref -> Inventory.hadPlace(ref)
                        || (selector != null && !selector.matches(ref.stored().message(), 1))
                        || look.at(ref),
                () -> each(queues, selector, look, end));
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
