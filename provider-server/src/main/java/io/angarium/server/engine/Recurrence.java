package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.server.schedule.Recurring;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageHeader;
import io.angarium.wire.MessageReader;
import io.angarium.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages that recur: when the time of one comes, a message is delivered, and it waits for its next time. Both are one group of the journal, so that each time
 * comes once, whatever a crash does; what a broker that was down has missed follows, in order. Owner: the engine's holder.
 */
final class Recurrence {
    /** When the journal has no room, it is tried again so much later. */
    private static final long AGAIN_MILLIS = 1_000;

    /** What cannot be understood any more is looked at again so much later: another version may know its time zone. */
    private static final long NOT_UNDERSTOOD_MILLIS = 3_600_000;

    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Inventory inventory;
    private final HorizonKeeper horizons;
    private final Bodies bodies;
    private final BrokerClock clock;
    private final Outputs outputs;
    private final Successions successions;

    Recurrence(
            Ledger ledger,
            DurabilityGate gate,
            Inventory inventory,
            HorizonKeeper horizons,
            Bodies bodies,
            BrokerClock clock,
            Outputs outputs,
            Successions successions) {
        this.ledger = ledger;
        this.gate = gate;
        this.inventory = inventory;
        this.horizons = horizons;
        this.bodies = bodies;
        this.clock = clock;
        this.outputs = outputs;
        this.successions = successions;
    }

    /**
     * The time of a message has come.
     *
     * @return false if it is not in memory: it is being read, ask again later
     */
    boolean fire(MessageRef plan) {
        if (plan.queue().deleted()) { // which is being emptied
            inventory.gone(plan, Effect.Reason.PURGED);
            return true;
        }
        StoredMessage stored = plan.stored();
        if (!stored.hasBody()) {
            bodies.want(plan);
            return false;
        }
        if (successions.takes(plan)) {
            return true;
        }
        try {
            if (SendTimes.schedule(stored.message()) instanceof Recurring recurring) {
                fire(plan, recurring);
            } else {
                putOff(plan, NOT_UNDERSTOOD_MILLIS, "it does not say when");
            }
        } catch (JournalException full) {
            putOff(plan, AGAIN_MILLIS, full.getMessage());
        } catch (Refusal | WireException e) {
            putOff(plan, NOT_UNDERSTOOD_MILLIS, e.getMessage());
        }
        return true;
    }

    private void putOff(MessageRef plan, long millis, @Nullable String why) {
        outputs.notice(new Outputs.Notice(
                true,
                "the time of a message that recurs has come in " + plan.queue().label() + ", and it waits: " + why));
        inventory.setAside(plan, clock.now() + millis);
    }

    private void fire(MessageRef plan, Recurring recurring) {
        StoredMessage stored = plan.stored();
        long time = stored.deliveryTime();
        long life = stored.expiration() == 0 ? 0 : stored.expiration() - time;
        if (life != 0) { // those that have expired meanwhile are passed over
            OptionalLong alive = recurring.next(clock.now() - life);
            time = Math.max(time, alive.isPresent() ? alive.getAsLong() : time);
        }
        StoredMessage due = time > clock.now() ? null : due(stored.message(), time, life);
        long next = due == null ? time : recurring.next(time).orElse(0);
        List<StoredMessage> successors = new ArrayList<>(2);
        if (due != null) {
            successors.add(due);
        }
        if (next != 0) {
            successors.add(plan(stored.message(), next, life));
        }
        replace(plan, successors);
    }

    private void replace(MessageRef plan, List<StoredMessage> successors) {
        MessageQueue queue = plan.queue();
        List<StoredMessage> written = plan.journalled() ? journal(plan, successors) : successors;
        inventory.gone(plan, Effect.Reason.ACKNOWLEDGED);
        for (StoredMessage message : written) {
            inventory.admit(message);
            MessageRef ref = inventory.admit(message, queue);
            if (message.recurs()) {
                successions.follows(plan, ref);
            }
            if (message.journalled()) {
                successions.begin();
                gate.hold(message.id(), () -> arrive(ref));
                horizons.rideAlong(queue, message.id());
            } else {
                inventory.arrive(ref);
            }
        }
    }

    private void arrive(MessageRef ref) {
        successions.end(ref);
        inventory.arrive(ref);
    }

    /** Writes all of it as one; returns the successors as the journal has them. */
    private List<StoredMessage> journal(MessageRef plan, List<StoredMessage> successors) {
        int queue = plan.queue().id();
        ledger.begin();
        for (StoredMessage message : successors) {
            ledger.add(new Effect.MessageStored(
                    0,
                    message.acceptedAt(),
                    message.expiration(),
                    message.writtenDeliveryTime(),
                    Effect.Origin.BROKER,
                    new int[] {queue},
                    message.message()));
        }
        ledger.add(new Effect.MessagesRemoved(0, queue, Effect.Reason.ACKNOWLEDGED, new long[] {plan.id()}));
        int[] offsets = ledger.offsets();
        long position = ledger.append();
        List<StoredMessage> written = new ArrayList<>(successors.size());
        for (int i = 0; i < successors.size(); i++) {
            StoredMessage message = successors.get(i);
            written.add(new StoredMessage(
                    position + offsets[i],
                    message.message(),
                    message.acceptedAt(),
                    message.expiration(),
                    message.writtenDeliveryTime()));
        }
        return written;
    }

    /** The message that goes on waiting: taken over now, since recovery takes no time for past that is still to come. */
    private StoredMessage plan(EncodedMessage message, long time, long life) {
        return new StoredMessage(0, message, clock.now(), expiration(time, life), -time);
    }

    private static long expiration(long time, long life) {
        return life == 0 ? 0 : SendTimes.saturatedAdd(time, life);
    }

    /** The message that is delivered: it has an identifier of its own, and in the place of the cron expression its time. */
    private static StoredMessage due(EncodedMessage message, long time, long life) {
        MessageHeader header = MessageReader.header(message);
        Map<String, Object> properties = MessageReader.properties(message);
        properties.put(Schedule.PROPERTY, Instant.ofEpochMilli(time).toString());
        MessageBuilder builder = new MessageBuilder()
                .persistent(message.persistent())
                .priority(message.priority())
                .timestamp(time)
                .destination(header.destination())
                .replyTo(header.replyTo())
                .messageId(header.messageId() == null ? null : header.messageId() + "-" + time)
                .type(header.type())
                .properties(properties);
        if (header.correlationId() instanceof byte[] bytes) {
            builder.correlationIdBytes(bytes);
        } else {
            builder.correlationId((String) header.correlationId());
        }
        if (message.nullBody()) {
            builder.nullBody(message.bodyKind());
        } else {
            builder.body(message.bodyKind(), message.body());
        }
        return new StoredMessage(0, builder.build(), time, expiration(time, life), time);
    }
}
