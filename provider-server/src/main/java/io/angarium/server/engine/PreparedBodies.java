package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of that which prepared branches have sent is in memory: bodies here, messages by {@link BranchPager}. A branch may stay prepared for days; while memory is crowded its
 * bodies leave, those of the branch that was prepared first at first. A commit does without them, but where the selectors of a topic's
 * subscriptions must see them: then they are read back before. Owner: the engine's holder.
 */
final class PreparedBodies {
    /** Most that leave at a time. */
    private static final int STEP = 1000;

    private final Space space;
    private final MemoryBudget budget;
    private final LiveRecords live;
    private final BranchPager pager;
    private final Set<Transaction> full = new LinkedHashSet<>();
    private final Map<Long, List<Asked>> asked = new HashMap<>();
    /** How many calls wait for what is read of a branch. */
    private final Map<Transaction, Integer> loads = new HashMap<>();
    /** Places that are not durable yet, so that they cannot be read. */
    private final List<Long> later = new ArrayList<>();

    private long durable;
    private int reached; // among the sends of the first of the full ones

    /** What is done when messages or bodies of a branch have been read, or could not be. */
    interface Outcome {
        void loaded();

        /**
         * It stays prepared.
         *
         * @param code RESOURCE_LIMIT if the journal has no room for what reading it leaves behind, INTERNAL if something cannot be read
         * @param reason one line for people
         */
        void failed(ErrorCode code, String reason);
    }

    /** A branch whose bodies are being read. */
    private static final class Loading {
        private final Transaction work;
        private final Outcome outcome;
        private int missing;
        private boolean over;

        private Loading(Transaction work, Outcome outcome) {
            this.work = work;
            this.outcome = outcome;
        }

        private void came() {
            if (--missing == 0 && !over) {
                over = true;
                outcome.loaded();
            }
        }

        private void fail(String reason) {
            if (!over) {
                over = true;
                outcome.failed(ErrorCode.INTERNAL, reason);
            }
        }
    }

    /** One body that a branch waits for. */
    private record Asked(Loading loading, PendingSend send) {}

    PreparedBodies(Space space, MemoryBudget budget, LiveRecords live, BranchPager pager) {
        this.pager = pager;
        this.space = space;
        this.budget = budget;
        this.live = live;
    }

    /** What parks the messages. */
    BranchPager pager() {
        return pager;
    }

    /** A transaction is prepared. */
    void prepared(Transaction work) {
        work.setPrepared();
        budget.prepared(work.bytes());
        full.add(work);
        pager.prepared(work);
    }

    /** A start has found a prepared branch, with all that it sent in the journal only. */
    void recovered(Transaction work) {
        work.setPrepared();
        budget.add(work.bytes());
        pager.prepared(work);
    }

    /** A prepared transaction has ended. */
    void ended(Transaction work) {
        budget.free(work.bytes());
        loads.remove(work);
        leave(work);
        pager.ended(work);
    }

    private void leave(Transaction work) {
        if (!full.isEmpty() && full.iterator().next() == work) {
            reached = 0;
        }
        full.remove(work);
    }

    /**
     * End of a round: bodies leave if memory is crowded, and what is known of messages when they wait for long. A bounded amount.
     *
     * @param frozen whether a checkpoint is walking over what is in memory
     */
    void step(boolean frozen) {
        if (pager.step(frozen)) {
            reached = 0; // the messages of the first may have other places in it now
        }
        int left = STEP;
        Iterator<Transaction> oldest = full.iterator();
        while (left > 0 && budget.crowded() && oldest.hasNext()) {
            Transaction work = oldest.next();
            List<PendingSend> sends = work.sends();
            while (left > 0 && reached < sends.size()) {
                drop(work, sends.get(reached++));
                left--;
            }
            if (reached >= sends.size()) {
                oldest.remove();
                reached = 0;
            }
        }
    }

    /** Whether {@link #step} has something to do at once. */
    boolean wantsMore() {
        return pager.wantsMore() || (!full.isEmpty() && budget.crowded());
    }

    /** When {@link #step} has something to do later. */
    long wakeAt() {
        return pager.wakeAt();
    }

    private void drop(Transaction work, PendingSend send) {
        if (send.hasBody() && live.placeOfPending(send.id()) >= 0) {
            send.dropBody();
            work.bytesInMemory(-send.size());
            budget.free(send.size());
        }
    }

    /** Whether a commit would have to see what is not here: messages, or bodies. */
    boolean incomplete(Transaction work) {
        if (!work.parked().isEmpty()) {
            return true;
        }
        for (PendingSend send : work.sends()) {
            if (!send.routable()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Has read what a commit must see, or the first half of it: bodies come after messages, so {@link #incomplete} is to be asked again. It stays until
     * the branch ends, or the last who waits for it has been told and leaves the branch prepared.
     */
    void load(Transaction work, Outcome outcome) {
        leave(work);
        pager.leave(work);
        loads.merge(work, 1, Integer::sum);
        Outcome told = new Outcome() {
            @Override
            public void loaded() {
                outcome.loaded();
                told(work);
            }

            @Override
            public void failed(ErrorCode code, String reason) {
                outcome.failed(code, reason);
                told(work);
            }
        };
        if (work.parked().isEmpty()) {
            loadBodies(work, told);
        } else {
            pager.load(work, told);
        }
    }

    private void told(Transaction work) {
        Integer waiting = loads.get(work);
        if (waiting == null) {
            return; // it has ended
        }
        if (waiting > 1) {
            loads.put(work, waiting - 1);
        } else {
            loads.remove(work);
            full.add(work);
            pager.readBack(work);
        }
    }

    private void loadBodies(Transaction work, Outcome outcome) {
        Loading loading = new Loading(work, outcome);
        List<Asked> all = new ArrayList<>();
        for (PendingSend send : work.sends()) {
            if (!send.routable()) {
                all.add(new Asked(loading, send));
            }
        }
        loading.missing = all.size();
        all.forEach(this::ask);
    }

    private void ask(Asked one) {
        long place = live.placeOfPending(one.send.id());
        List<Asked> waiting = asked.computeIfAbsent(place, at -> new ArrayList<>(1));
        waiting.add(one);
        if (waiting.size() == 1) {
            fetch(place);
        }
    }

    private void fetch(long place) {
        if (place < durable) {
            space.fetch(place);
        } else {
            later.add(place);
        }
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        if (!later.isEmpty()) {
            List<Long> all = List.copyOf(later);
            later.clear();
            all.forEach(this::fetch);
        }
    }

    /** A record was read; whether it was asked for here. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        List<Asked> waiting = asked.remove(place);
        if (waiting == null) {
            return pager.fetched(place, type, payload);
        }
        EncodedMessage message = StoredRecords.message(type, payload);
        for (Asked one : waiting) {
            if (isOpen(one) && !one.send.hasBody()) {
                one.send.body(message);
                one.loading.work.bytesInMemory(one.send.size());
                budget.add(one.send.size());
            }
            one.loading.came();
        }
        return true;
    }

    private boolean isOpen(Asked one) {
        return live.placeOfPending(one.send.id()) >= 0;
    }

    /** A record could not be read; whether it was asked for here. */
    boolean unreadable(long place, String reason) {
        List<Asked> waiting = asked.remove(place);
        if (waiting == null) {
            return pager.unreadable(place, reason);
        }
        for (Asked one : waiting) {
            if (!isOpen(one)) {
                one.loading.came(); // the branch has ended meanwhile
            } else if (live.placeOfPending(one.send.id()) != place) {
                ask(one); // it was moved meanwhile
            } else {
                one.loading.fail("message " + one.send.id() + " cannot be read: " + reason);
            }
        }
        return true;
    }
}
