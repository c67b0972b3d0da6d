package io.angarium.examples.frameworks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What was sent and what came of it. Whoever handles an order after the first {@link #BEFORE_THE_KILL} is held back until the broker has been
 * killed, so that the queue is full then and transactions are open. Any thread.
 */
final class Orders implements OrderHandler {
    static final int BEFORE_THE_KILL = 100;

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch killed = new CountDownLatch(1);
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Map<String, Collection<Boolean>> received = new ConcurrentHashMap<>();

    /** A send has returned. */
    void confirmed(String order) {
        confirmed.add(order);
    }

    int confirmedCount() {
        return confirmed.size();
    }

    int receivedCount() {
        return received.size();
    }

    /** The broker is not there any more. */
    void brokerWasKilled() {
        killed.countDown();
    }

    @Override
    public void handle(String order, boolean again) {
        if (received.size() >= BEFORE_THE_KILL) {
            awaitTheKill();
        }
        received.computeIfAbsent(order, any -> new ConcurrentLinkedQueue<>()).add(again);
    }

    private void awaitTheKill() {
        try {
            if (!killed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the broker was not killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many were delivered with the remark that they may have been before. */
    long cameBack() {
        return received.values().stream()
                .filter(deliveries -> deliveries.contains(true))
                .count();
    }

    /** Confirmed and never received. */
    Set<String> lost() {
        Set<String> lost = new TreeSet<>(confirmed);
        lost.removeAll(received.keySet());
        return lost;
    }

    /** Received again, although the broker did not say that they come again. */
    List<String> unexplained() {
        List<String> unexplained = new ArrayList<>();
        received.forEach((order, deliveries) -> {
            long fresh = deliveries.stream().filter(again -> !again).count();
            if (fresh > 1) {
                unexplained.add(order + " " + deliveries);
            }
        });
        return unexplained;
    }
}
