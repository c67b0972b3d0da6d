package io.angarium.server.engine;

import io.angarium.server.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says where a message is and why it is not delivered. Owner: the engine's holder. */
final class MessageExplanation {
    private final Retries retries;
    private final BrokerClock clock;

    MessageExplanation(Retries retries, BrokerClock clock) {
        this.retries = retries;
        this.clock = clock;
    }

    /** One row for each thing that is to be said of a message that waits. */
    List<Map<String, Object>> of(MessageRef ref) {
        List<Map<String, Object>> rows = new ArrayList<>();
        MessageQueue queue = ref.queue();
        long until = retries.until(ref);
        if (ref.stored().recurs()) {
            rows.add(row(
                    ref,
                    "recurs",
                    "its next time is " + Instant.ofEpochMilli(ref.stored().deliveryTime())));
        } else if (ref.stored().expired(clock.now())) {
            rows.add(row(ref, "expired", "it leaves the queue within a second"));
        } else if (until != 0) {
            rows.add(row(ref, "delayed", "its next attempt is at " + Instant.ofEpochMilli(until)));
        } else if (ref.state() == MessageRef.State.SCHEDULED) {
            rows.add(row(
                    ref,
                    "delayed",
                    "its delivery time is " + Instant.ofEpochMilli(ref.stored().deliveryTime())));
        } else if (queue.paused()) {
            rows.add(row(ref, "waits", "the queue is paused: 'queue resume' ends that"));
        } else if (queue.blocked()) {
            rows.add(row(
                    ref,
                    "waits",
                    "a message in front of it waits for its next attempt, and redelivery.order is block"));
        } else if (queue.keep() != null) {
            rows.add(row(
                    ref,
                    "stays",
                    queue.readers() == 0
                            ? "for those who come later"
                            : queue.readers() + " are given it and take nothing away"));
        } else if (queue.consumers().isEmpty()) {
            rows.add(row(ref, "waits", "there is no consumer"));
        } else {
            consumers(ref, rows);
        }
        return rows;
    }

    private static void consumers(MessageRef ref, List<Map<String, Object>> rows) {
        boolean taken = false;
        for (ConsumerState consumer : ref.queue().consumers().all()) {
            String why = refused(ref, consumer);
            taken |= why == null;
            rows.add(Explanation.row(
                    Explanation.name(consumer),
                    why == null ? "takes it" : "does not take it",
                    why == null ? "when it is its turn" : why));
        }
        rows.add(0, row(ref, "waits", taken ? "its turn has not come" : "no consumer takes it now"));
    }

    /** Why a consumer does not get a message now, for people; null if it does, when it is its turn. */
    private static @Nullable String refused(MessageRef ref, ConsumerState consumer) {
        MessageQueue queue = ref.queue();
        if (queue.policy().consumers().exclusive()
                && consumer != queue.consumers().only()) {
            return queue.consumers().only() == null
                    ? "the consumer before has messages that are not settled, and consumers.exclusive is true"
                    : "it stands by: consumers.exclusive is true, and another came first";
        }
        Selector selector = consumer.selector();
        String unmet = selector == null ? null : selector.unmet(ref.stored().message(), ref.nextDeliveryCount());
        if (unmet != null) {
            return "its selector does not match: " + unmet;
        }
        GroupBook book = queue.grouping() ? queue.groups() : null;
        MessageGroup group = book == null ? null : Groups.look(book, ref);
        if (group != null && !group.admits(consumer)) {
            return GroupRows.refused(group);
        }
        return consumer.takes() ? null : Explanation.withoutCredit(consumer);
    }

    /** What is said of a message that a consumer has. */
    Map<String, Object> delivered(MessageRef ref, ConsumerState consumer) {
        return row(ref, "delivered", Explanation.name(consumer) + " has it and has not acknowledged it");
    }

    /** What is said of a message that a transaction has. */
    Map<String, Object> held(MessageRef ref, String by) {
        return row(ref, "acknowledged", by + " has not ended");
    }

    private static Map<String, Object> row(MessageRef ref, String value, String why) {
        MessageQueue queue = ref.queue();
        String place = (queue.subscription() == null ? "queue " : "subscription ") + queue.label();
        return Explanation.row(
                "message in " + place,
                value + (ref.attempts() == 0 ? "" : " after " + ref.attempts() + " attempts"),
                why);
    }
}
