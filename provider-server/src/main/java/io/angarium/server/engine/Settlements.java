package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settles deliveries as acknowledgements say. Owner: the engine's holder. */
final class Settlements {
    private final Consumers consumers;
    private final Removals removals;
    private final Redelivery redelivery;

    Settlements(Consumers consumers, Removals removals, Redelivery redelivery) {
        this.consumers = consumers;
        this.removals = removals;
        this.redelivery = redelivery;
    }

    /**
     * Settles deliveries outside a transaction.
     *
     * @return why some are not, when all others are; else null
     */
    @Nullable
    Refusal acknowledge(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        return switch (frame.verdict()) {
            case ACCEPT -> settle(connection, frame, ref -> removals.remove(ref, Effect.Reason.ACKNOWLEDGED), false);
            case RELEASE -> settle(connection, frame, ref -> redelivery.attempted(ref, connection), true);
            case RETURN -> settle(connection, frame, ref -> redelivery.unseen(ref, true), true);
            case REJECT -> settle(connection, frame, ref -> redelivery.rejected(ref, connection), false);
            case RENEW -> renew(connection, frame);
        };
    }

    private static @Nullable Refusal late(ConsumerState consumer, ConsumerFrame.Range range, long found) {
        return consumer.lease() > 0 && found <= range.last() - range.first() ? over(consumer, range) : null;
    }

    private @Nullable Refusal renew(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        Refusal late = null;
        for (ConsumerFrame.Range range : frame.ranges()) {
            ConsumerState consumer = Consumers.find(connection, range.consumer());
            if (consumer == null || consumer.lease() == 0) { // where nobody waits it may have crossed the closing
                late = new Refusal(ErrorCode.ILLEGAL_STATE, "consumer " + range.consumer() + " has no lease to renew");
                continue;
            }
            check(consumer, frame);
            Refusal over = late(consumer, range, renew(consumer, range));
            late = over == null ? late : over;
        }
        return late;
    }

    private long renew(ConsumerState consumer, ConsumerFrame.Range range) {
        Outstanding outstanding = consumer.outstanding();
        long last = Math.min(range.last(), outstanding.highest());
        long renewed = 0;
        for (long tag = outstanding.next(range.first(), last); tag <= last; tag = outstanding.next(tag + 1, last)) {
            MessageRef ref = outstanding.get(tag);
            if (ref != null) {
                redelivery.renew(consumer, ref);
                renewed++;
            }
        }
        return renewed;
    }

    private static void check(ConsumerState consumer, ConsumerFrame.Acknowledge frame) {
        if (consumer.session().id() != frame.session()) {
            throw new Refusal(
                    ErrorCode.PROTOCOL,
                    "session " + frame.session() + " acknowledges for consumer " + consumer.id() + " of session "
                            + consumer.session().id());
        }
    }

    private static Refusal over(ConsumerState consumer, ConsumerFrame.Range range) {
        if (range.first() < consumer.outstanding().first()) {
            return new Refusal(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the connection was lost since this was delivered: whether it was settled before is not known, and"
                            + " the message may have gone to another consumer");
        }
        return new Refusal(
                ErrorCode.ILLEGAL_STATE,
                "this delivery is not open any more: its lease of " + consumer.lease()
                        + " ms is over, and the message may have gone to another consumer");
    }

    /**
     * Takes the named deliveries out of their consumers' books; backwards where they return to their place.
     *
     * @return why some are not, if a consumer that has its deliveries for a time has them no more; else null
     */
    @Nullable
    Refusal settle(
            ConnectionState connection,
            ConsumerFrame.Acknowledge frame,
            Consumer<MessageRef> action,
            boolean backwards) {
        Refusal late = null;
        for (int i = 0; i < frame.ranges().size(); i++) {
            ConsumerFrame.Range range =
                    frame.ranges().get(backwards ? frame.ranges().size() - 1 - i : i);
            ConsumerState consumer = Consumers.find(connection, range.consumer());
            if (consumer == null) {
                continue;
            }
            check(consumer, frame);
            Outstanding outstanding = consumer.outstanding();
            long last = Math.min(range.last(), outstanding.highest());
            Refusal over = late(consumer, range, outstanding.take(range.first(), last, backwards, action));
            late = over == null ? late : over;
            consumers.forgetIfSettled(consumer);
        }
        return late;
    }
}
