package io.angarium.server.tool.selfcheck;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one producer was promised and what became of it; its messages count from 0. Thread-safe; a few bits for each message. */
final class Stream {
    private final String name;
    private final Promise promise;
    private final BitSet confirmed = new BitSet(); // all guarded by this
    private final BitSet received = new BitSet();
    private final BitSet unmarked = new BitSet();
    private final Map<String, Integer> latest = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private int next;
    private int confirmedCount;
    private int receivedCount;
    private int missing;
    private long again;
    private long doubled;
    private long outOfOrder;

    Stream(String name, Promise promise) {
        this.name = name;
        this.promise = promise;
    }

    /** The number of the next message to be sent. */
    synchronized int next() {
        return next++;
    }

    /** The broker has promised to keep this message. */
    synchronized void confirmed(int number) {
        confirmed.set(number);
        confirmedCount++;
        if (!received.get(number)) {
            missing++;
        }
    }

    /** A consumer has it, and in a transaction: has committed that. */
    synchronized void received(String consumer, int number, boolean redelivered) {
        boolean before = received.get(number);
        received.set(number);
        if (before) {
            again++;
        } else {
            receivedCount++;
            missing -= confirmed.get(number) ? 1 : 0;
        }
        if (promise == Promise.MARKED ? !redelivered && unmarked.get(number) : before) {
            doubled++;
            note(name + " " + number + " came again to " + consumer + (redelivered ? "" : " without JMSRedelivered"));
        } else if (promise != Promise.ONCE && (promise == Promise.ONCE_IN_ORDER || !redelivered)) {
            checkOrder(consumer, number);
        }
        if (!redelivered) {
            unmarked.set(number);
        }
    }

    private void checkOrder(String consumer, int number) {
        Integer last = latest.put(consumer, number);
        if (last != null && last > number) {
            outOfOrder++;
            note(name + " " + number + " came to " + consumer + " after " + last);
        }
    }

    private void note(String fault) {
        if (examples.size() < 3) {
            examples.add(fault);
        }
    }

    /** How many are confirmed and have not come. */
    synchronized int missing() {
        return missing;
    }

    /** The sums so far. */
    synchronized Sums sums() {
        List<String> faults = new ArrayList<>(examples);
        if (missing > 0) {
            BitSet left = (BitSet) confirmed.clone();
            left.andNot(received);
            faults.add(name + " " + left.nextSetBit(0) + " was confirmed and has not come");
        }
        return new Sums(next, confirmedCount, receivedCount, missing, again, doubled, outOfOrder, faults);
    }
}
