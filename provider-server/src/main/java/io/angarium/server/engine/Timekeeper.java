package io.angarium.server.engine;

/** Does what is due: messages expire, delayed ones join their queue, those that consumers have for a time return. Owner: the engine's holder. */
final class Timekeeper {
    /** What is due and cannot be done yet is looked at again so much later. */
    private static final long LATER_MILLIS = 10;

    private final BrokerClock clock;
    private final Inventory inventory;
    private final Expiry expiry;
    private final Recurrence recurrence;
    private final DueRuns runs;
    private final DueBodies bodies;
    private final DelayedArrivals arrivals;
    private final Consumers consumers;
    private long heardUpTo = Long.MAX_VALUE;

    Timekeeper(
            BrokerClock clock,
            Inventory inventory,
            Expiry expiry,
            Recurrence recurrence,
            DueRuns runs,
            DueBodies bodies,
            DelayedArrivals arrivals,
            Consumers consumers) {
        this.consumers = consumers;
        this.runs = runs;
        this.bodies = bodies;
        this.arrivals = arrivals;
        this.clock = clock;
        this.inventory = inventory;
        this.expiry = expiry;
        this.recurrence = recurrence;
    }

    /** All that had come by this time has been heard. Leases that ended later stay for now. */
    void heard(long upToMillis) {
        heardUpTo = upToMillis;
    }

    /** Does up to {@code most} things. */
    void run(int most) {
        bodies.due(inventory.times(), clock.now());
        look(most);
        arrivals.run(most);
        runs.goOn();
    }

    private void look(int most) {
        for (int done = 0; done < most; done++) {
            MessageRef ref = inventory.times().poll(clock.now());
            if (ref == null) {
                return;
            }
            Leases.Lease lease = ref.state() == MessageRef.State.DELIVERED
                    ? inventory.leases().of(ref)
                    : null;
            if (lease != null && lease.until() > heardUpTo) { // what keeps it may be waiting to be heard
                inventory.times().put(ref, clock.now() + LATER_MILLIS);
            } else if (lease != null) {
                consumers.leaseOver(lease.consumer(), lease.tag());
            } else if (ref instanceof ParkedRun run) {
                runs.due(run);
            } else if (ref.stored().recurs()) {
                if (!recurrence.fire(ref)) {
                    lookAgain(ref);
                }
            } else if (ref.stored().expired(clock.now())) {
                if (!Conflation.postpones(ref) && !expiry.expire(ref)) {
                    lookAgain(ref);
                }
            } else if (ref.state() == MessageRef.State.SCHEDULED) {
                if (Inventory.hadPlace(ref)) {
                    inventory.unschedule(ref);
                } else {
                    arrivals.come(ref.queue());
                }
            }
        }
    }

    private void lookAgain(MessageRef ref) {
        if (ref.stored().asked()) {
            bodies.await(ref);
        } else {
            inventory.times().put(ref, clock.now() + LATER_MILLIS);
        }
    }

    /** Whether something is due now. */
    boolean due() {
        return bodies.some() || arrivals.due() || wakeAt() <= clock.now();
    }

    /** When something is due next. */
    long wakeAt() {
        return inventory.times().earliest();
    }
}
