package io.angarium.examples.demo;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Who sent, confirmed and received what. Filled by the threads that read the processes' reports, and asked by the demo; guarded by
 * itself.
 */
final class Ledger implements Reports.Sink {
    /** How often one message, known by its JMSMessageID, was received. */
    private record Copies(int plain, int redelivered) {
        int total() {
            return plain + redelivered;
        }
    }

    private final BitSet sent = new BitSet();
    private final BitSet confirmed = new BitSet();
    private final Map<Integer, Map<String, Copies>> received = new HashMap<>();
    private long lastReceivedNanos = System.nanoTime();
    private int connectionsLost;

    @Override
    public synchronized void sent(int order) {
        sent.set(order);
    }

    @Override
    public synchronized void confirmed(int order) {
        confirmed.set(order);
    }

    @Override
    public synchronized void got(int order, boolean redelivered, String messageId) {
        Copies one = redelivered ? new Copies(0, 1) : new Copies(1, 0);
        received.computeIfAbsent(order, ignored -> new HashMap<>(2))
                .merge(messageId, one, (a, b) -> new Copies(a.plain() + b.plain(), a.redelivered() + b.redelivered()));
        lastReceivedNanos = System.nanoTime();
    }

    @Override
    public synchronized void connectionLost() {
        connectionsLost++;
    }

    synchronized int confirmedCount() {
        return confirmed.cardinality();
    }

    synchronized int receivedCount() {
        return received.size();
    }

    /** {@link System#nanoTime} of the last order received. */
    synchronized long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /**
     * The comparison. An order received more than once is explained by JMSRedelivered, if the same message came again with it; anything
     * else is a fault, another message with the same order above all.
     */
    synchronized Outcome outcome() {
        int redelivered = 0;
        int unexplained = 0;
        for (Map<String, Copies> order : received.values()) {
            for (Copies copies : order.values()) {
                int unmarked = Math.max(0, copies.plain() - 1);
                unexplained += unmarked;
                redelivered += copies.total() - 1 - unmarked;
            }
            unexplained += order.size() - 1;
        }
        BitSet lost = (BitSet) confirmed.clone();
        received.keySet().forEach(lost::clear);
        return new Outcome(
                sent.cardinality(),
                confirmed.cardinality(),
                received.size(),
                lost.cardinality(),
                redelivered,
                unexplained,
                connectionsLost);
    }
}
