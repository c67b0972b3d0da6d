package io.angarium.server.engine;

import io.angarium.server.policy.DeadLetterPolicy.Cause;
import io.angarium.server.policy.RedeliveryPolicy;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of deliveries that were not acknowledged: back to their place, counted or not, or dead. Owner: the engine's holder. */
final class Redelivery {
    private final Inventory inventory;
    private final Attempts attempts;
    private final DeadLetters deadLetters;
    private final BrokerClock clock;

    Redelivery(Inventory inventory, Attempts attempts, DeadLetters deadLetters, BrokerClock clock) {
        this.inventory = inventory;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /**
     * Everything outstanding of a consumer goes back, last first, so that each finds its place at once.
     *
     * @param clean false if the client vanished: then any of it may have been seen
     */
    void returnAll(ConsumerState consumer, boolean clean) {
        returnAbove(consumer, 0, clean);
    }

    /** The same for what lies above a tag. */
    void returnAbove(ConsumerState consumer, long tag, boolean clean) {
        Outstanding outstanding = consumer.outstanding();
        for (long t = outstanding.previous(outstanding.highest(), tag + 1);
                t > tag;
                t = outstanding.previous(t - 1, tag + 1)) {
            MessageRef ref = outstanding.remove(t);
            if (ref != null) {
                if (t > consumer.handedUpTo()) {
                    unseen(ref, clean);
                } else {
                    attempted(ref, consumer.session().connection());
                }
            }
        }
    }

    /** What is outstanding of some tags goes back unseen, last first. */
    void returnRange(ConsumerState consumer, long first, long last) {
        consumer.outstanding().take(first, last, true, ref -> unseen(ref, true));
    }

    /** A consumer is still at a delivery that it has for a time. */
    void renew(ConsumerState consumer, MessageRef ref) {
        consumer.sign();
        inventory.leases().renew(consumer, ref);
    }

    /** One that its consumer had for a time is another session's, which has it as long as it likes. */
    void endLease(MessageRef ref) {
        inventory.endLease(ref);
    }

    /** The time of a delivery is over: it counts as an attempt if the application is known to have had it. */
    void leaseOver(ConsumerState consumer, long tag) {
        MessageRef ref = consumer.outstanding().remove(tag);
        if (ref == null) {
            throw new IllegalStateException("a lease of nothing: tag " + tag + " of consumer " + consumer.id());
        }
        MessageGroup group = ref.group();
        if (group != null && group.owner() == consumer && !group.book().partitioned()) {
            group.ends(); // others of it need not wait for a consumer that does not come back
        }
        if (tag <= consumer.handedUpTo()) {
            attempted(ref, consumer.session().connection());
        } else {
            unseen(ref, false);
        }
    }

    /** Should what is outstanding with this tag fail, its next attempt is so much later. */
    void retryAfter(ConsumerState consumer, long tag, long millis) {
        MessageRef ref = consumer.outstanding().get(tag);
        if (ref != null) {
            consumer.handed(tag);
            inventory.asked().ask(ref, millis);
        }
    }

    /**
     * An application has seen this message; it was not accepted.
     *
     * @param by whose application, null if nobody knows any more
     */
    void attempted(MessageRef ref, @Nullable ConnectionState by) {
        attempts.count(ref);
        RedeliveryPolicy policy = ref.queue().policy().redelivery();
        if (ref.attempts() < policy.attempts()
                || !deadLetters.take(
                        ref, Cause.ATTEMPTS, "delivered " + ref.attempts() + " times without acknowledgement", by)) {
            comesAgain(ref, policy);
        }
    }

    /** An application has seen this message and never wants to see it again. */
    void rejected(MessageRef ref, ConnectionState by) {
        attempts.count(ref);
        if (!deadLetters.take(ref, Cause.REJECTED, "rejected by its consumer", by)) {
            comesAgain(ref, ref.queue().policy().redelivery());
        }
    }

    private void comesAgain(MessageRef ref, RedeliveryPolicy policy) {
        Long asked = inventory.asked().of(ref);
        long delay = asked == null
                ? policy.delayMillis(ref.attempts(), ref.identity() + ref.attempts())
                : policy.askedMillis(asked);
        if (delay == 0 || ref.queue().deleted()) {
            inventory.giveBack(ref);
        } else {
            inventory.giveBackLater(ref, clock.now() + delay, policy.order() == RedeliveryPolicy.Order.BLOCK);
        }
    }

    /** No application is known to have seen this message. */
    void unseen(MessageRef ref, boolean clean) {
        if (!clean) {
            ref.suspect(true);
        }
        inventory.giveBack(ref);
    }
}
