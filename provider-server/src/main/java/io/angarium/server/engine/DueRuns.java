package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** Runs of which something is due, or will be soon: has them loaded, a few at a time. Owner: the engine's holder. */
final class DueRuns {
    private final Pager pager;
    private final Crowds crowds;
    private final TimeIndex times;
    private final BrokerClock clock;
    /** They are loaded when others have been. */
    private final Deque<ParkedRun> later = new ArrayDeque<>();

    DueRuns(Pager pager, Crowds crowds, TimeIndex times, BrokerClock clock) {
        this.pager = pager;
        this.crowds = crowds;
        this.times = times;
        this.clock = clock;
    }

    /** A run is wanted whose time has come, or comes soon. */
    void due(ParkedRun parked) {
        if (!parked.parked()) {
            return;
        }
        long time = parked.contents().due();
        if (parked.delayed() && parked.contents().first().countedAt() <= clock.now()) {
            crowds.due().mark(parked.queue());
        } else if (parked.delayed() && time > clock.now() && !crowds.delays().roomy(pager.coming())) {
            times.put(parked, time);
        } else if (pager.mayAsk() > 0) {
            pager.want(parked);
        } else {
            later.addLast(parked);
        }
    }

    /** When all has been done that is due in memory, others are loaded. */
    void goOn() {
        while (!later.isEmpty() && pager.mayAsk() > 0 && times.earliest() > clock.now()) {
            due(later.removeFirst());
        }
    }
}
