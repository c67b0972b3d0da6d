package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.function.Consumer;

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

    /** Settles deliveries outside a transaction. */
    void acknowledge(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        switch (frame.verdict()) {
            case ACCEPT -> settle(connection, frame, ref -> removals.remove(ref, Effect.Reason.ACKNOWLEDGED), false);
            case RELEASE -> settle(connection, frame, ref -> redelivery.attempted(ref, connection), true);
            case RETURN -> settle(connection, frame, ref -> redelivery.unseen(ref, true), true);
            case REJECT -> settle(connection, frame, ref -> redelivery.rejected(ref, connection), false);
        }
    }

    /** Takes the named deliveries out of their consumers' books; backwards where they return to their place. */
    void settle(
            ConnectionState connection,
            ConsumerFrame.Acknowledge frame,
            Consumer<MessageRef> action,
            boolean backwards) {
        for (int i = 0; i < frame.ranges().size(); i++) {
            ConsumerFrame.Range range =
                    frame.ranges().get(backwards ? frame.ranges().size() - 1 - i : i);
            ConsumerState consumer = Consumers.find(connection, range.consumer());
            if (consumer == null) {
                continue;
            }
            if (consumer.session().id() != frame.session()) {
                throw new Refusal(
                        ErrorCode.PROTOCOL,
                        "session " + frame.session() + " acknowledges for consumer " + consumer.id() + " of session "
                                + consumer.session().id());
            }
            Outstanding outstanding = consumer.outstanding();
            long first = Math.max(range.first(), outstanding.lowest());
            long last = Math.min(range.last(), outstanding.highest());
            for (long n = 0; n <= last - first && outstanding.size() > 0; n++) {
                MessageRef ref = outstanding.remove(backwards ? last - n : first + n);
                if (ref != null) {
                    action.accept(ref);
                }
            }
            consumers.forgetIfSettled(consumer);
        }
    }
}
