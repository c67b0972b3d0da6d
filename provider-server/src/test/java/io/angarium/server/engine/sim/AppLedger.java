package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the applications know, all of them together, apart from the model: confirmed sends must come out, what was confirmed as
 * accepted must not come again, and a second time bears its mark.
 */
final class AppLedger {

    /** A message from a source. */
    record Receipt(String source, long number) {
        private boolean ofNamedSubscription() {
            return source.startsWith(Kind.DURABLE + ":") || source.startsWith(Kind.SHARED.toString());
        }

        private boolean endsWithTheBroker() {
            return source.startsWith(Kind.TOPIC + ":") || source.startsWith(Kind.SHARED + ":");
        }
    }

    private final boolean kept;
    private final Map<Long, SimMessage> confirmed = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();
    private final Set<Receipt> handed = new HashSet<>();
    private final Set<Receipt> done = new HashSet<>();

    /** @param kept whether a topic keeps messages for late subscriptions */
    AppLedger(boolean kept) {
        this.kept = kept;
    }

    /** The broker has confirmed a persistent send to a queue, for ever. */
    void confirmedSend(SimMessage message) {
        confirmed.put(message.number(), message);
    }

    /** The application is given a message. */
    void handed(Receipt receipt, int deliveryCount) {
        boolean made = kept && receipt.ofNamedSubscription(); // made anew it gets what was kept again
        if (made || Model.dead(receipt.source()) || receipt.source().equals(SimReaders.QUEUE)) {
            return; // may come several times, for several reasons
        }
        if (done.contains(receipt)) {
            throw new SimulationFailure("given to an application after its acknowledgement was confirmed: " + receipt);
        }
        if (!handed.add(receipt) && deliveryCount < 2) {
            throw new SimulationFailure("given to an application again without JMSRedelivered: " + receipt);
        }
    }

    /**
     * The broker has ended. Subscriptions that are not durable are made anew, and a send that only they got has left nothing on disk: if its confirmation was lost, it is repeated and is a new
     * message to them (docs/reconnecting.md).
     */
    void brokerEnded() {
        handed.removeIf(Receipt::endsWithTheBroker);
        done.removeIf(Receipt::endsWithTheBroker);
    }

    /** An acknowledgement or commit was sent. */
    void taken(Receipt receipt) {
        taken.add(receipt.number());
    }

    /** The broker has confirmed an acknowledgement or commit. */
    void done(Receipt receipt) {
        done.add(receipt);
    }

    /** Everything has been drained. */
    void finish() {
        confirmed.values().forEach(message -> {
            if (!taken.contains(message.number())) {
                throw new SimulationFailure("confirmed and never seen again: " + message);
            }
        });
    }

    long confirmedSends() {
        return confirmed.size();
    }
}
