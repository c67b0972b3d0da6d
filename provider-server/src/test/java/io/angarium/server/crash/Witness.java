package io.angarium.server.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What applications saw of each message: sent, confirmed, received, acknowledged. Thread-safe; judges at the end. */
final class Witness {
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicInteger redelivered = new AtomicInteger();

    void attempted(String id) {
        attempted.add(id);
    }

    void confirmed(String id) {
        confirmed.add(id);
    }

    int confirmedCount() {
        return confirmed.size();
    }

    int receivedCount() {
        return received.size();
    }

    int redeliveredCount() {
        return redelivered.get();
    }

    /** A message came; the flag is JMSRedelivered. */
    void received(String id, boolean flagged) {
        if (acknowledged.contains(id)) {
            violate(id + " came again after its acknowledgement had been confirmed");
        }
        if (!attempted.contains(id)) {
            violate(id + " was never sent");
        }
        boolean again = received.computeIfAbsent(id, key -> new AtomicInteger()).getAndIncrement() > 0;
        if (again && !flagged) {
            violate(id + " came again without JMSRedelivered");
        }
        if (again) {
            redelivered.incrementAndGet();
        }
    }

    /** The acknowledgement returned without an exception. */
    void acknowledged(List<String> ids) {
        acknowledged.addAll(ids);
    }

    synchronized void violate(String what) {
        violations.add(what);
    }

    /** Everything that must not have happened; empty if all is well. */
    synchronized List<String> verdict() {
        List<String> all = new ArrayList<>(violations);
        for (String id : confirmed) {
            if (!received.containsKey(id)) {
                all.add(id + " was confirmed and never came");
            }
        }
        return all;
    }

    /** Confirmed or perhaps stored. */
    boolean everythingConfirmedCame() {
        return received.keySet().containsAll(confirmed);
    }

    boolean came(String id) {
        return received.containsKey(id);
    }
}
