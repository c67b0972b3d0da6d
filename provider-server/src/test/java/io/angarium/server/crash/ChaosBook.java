package io.angarium.server.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the applications of a chaos run were promised and what they got. Thread-safe. */
final class ChaosBook {
    private record Copies(AtomicInteger plain, AtomicInteger marked) {}

    private final Map<String, String> confirmed = new ConcurrentHashMap<>();
    private final Map<String, Copies> received = new ConcurrentHashMap<>();
    private final Map<String, Integer> last = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Queue<String> outOfOrder = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rolledBack = new AtomicInteger();

    /** The broker has promised to keep this message. */
    void confirmed(String destination, String message) {
        confirmed.put(message, destination);
    }

    /** A consumer got it, and in a transaction: has committed that. */
    void received(String consumer, String message, boolean redelivered) {
        Copies copies = received.computeIfAbsent(message, m -> new Copies(new AtomicInteger(), new AtomicInteger()));
        (redelivered ? copies.marked : copies.plain).incrementAndGet();
        if (!redelivered && !message.startsWith("tx")) { // what a transaction gives back, another consumer gets late
            int at = message.lastIndexOf('-');
            int number = Integer.parseInt(message.substring(at + 1));
            Integer before = last.put(consumer + message.substring(0, at), number);
            if (before != null && before > number) {
                outOfOrder.add(message + " after " + before + " at " + consumer);
            }
        }
    }

    void rolledBack() {
        rolledBack.incrementAndGet();
    }

    /** An application saw an exception. */
    void problem(Exception e) {
        problems.add(String.valueOf(e));
    }

    int confirmed() {
        return confirmed.size();
    }

    Queue<String> problems() {
        return problems;
    }

    /** What is promised and has not come. */
    List<String> missing() {
        return confirmed.keySet().stream()
                .filter(message -> !received.containsKey(message))
                .toList();
    }

    /** What must not be. */
    List<String> verdict() {
        List<String> faults = new ArrayList<>(outOfOrder);
        received.forEach((message, copies) -> {
            int all = copies.plain.get() + copies.marked.get();
            if (copies.plain.get() > 1) {
                faults.add(message + " came " + copies.plain + " times without JMSRedelivered");
            } else if (all > 1 && message.startsWith("tx")) {
                faults.add(message + " was received by " + all + " transactions");
            }
        });
        return faults;
    }

    @Override
    public String toString() {
        long again = received.values().stream()
                .filter(copies -> copies.plain.get() + copies.marked.get() > 1)
                .count();
        return confirmed.size() + " confirmed, " + received.size() + " received, " + again
                + " of them again with JMSRedelivered, " + rolledBack + " transactions rolled back";
    }
}
