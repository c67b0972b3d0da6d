package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parks what branches have sent that stay prepared, and reads it back before they commit: memory then has one {@link ParkedSends} for many.
 * That happens soon while memory is crowded, and else when they have been prepared for some seconds and are more than a few; the oldest go
 * first ({@link BranchLine}). A rollback needs to read nothing. Owner: the engine's holder.
 */
final class BranchPager {
    /** What a list costs in memory, about. */
    private static final int LIST_BYTES = 512;

    /** Fewer of a kind are not worth a list. */
    private static final int LEAST = 8;

    /** How long nothing is read for a move after the journal had no room for it. */
    private static final long NO_ROOM_MILLIS = 1000;

    private final Space space;
    private final SendLists lists;
    private final LiveRecords live;
    private final DurabilityGate gate;
    private final MemoryBudget budget;
    private final Bounds bounds;
    private final BrokerClock clock;
    private final Paging paging;
    private final BranchLine line;
    private final Map<Long, ParkedSends> asked = new HashMap<>();
    private final Map<ParkedSends, List<Loading>> waiting = new HashMap<>();
    /** The one that is being parked, null for none. */
    private @Nullable Transaction looked;
    /** Of that one, the sends from here on have been looked at. */
    private int reached;

    private boolean refused;
    /** From when on there may be room in the journal again for what is read. */
    private long roomAt;

    /** A branch whose lists are being read. */
    private static final class Loading {
        private final PreparedBodies.Outcome outcome;
        private int missing;
        private boolean over;

        private Loading(PreparedBodies.Outcome outcome, int missing) {
            this.outcome = outcome;
            this.missing = missing;
        }

        private void came() {
            if (--missing == 0 && !over) {
                over = true;
                outcome.loaded();
            }
        }

        private void fail(ErrorCode code, String reason) {
            if (!over) {
                over = true;
                outcome.failed(code, reason);
            }
        }
    }

    BranchPager(
            Space space,
            SendLists lists,
            LiveRecords live,
            DurabilityGate gate,
            MemoryBudget budget,
            Bounds bounds,
            BrokerClock clock,
            Paging paging) {
        this.space = space;
        this.lists = lists;
        this.live = live;
        this.gate = gate;
        this.budget = budget;
        this.bounds = bounds;
        this.clock = clock;
        this.paging = paging;
        this.line = new BranchLine(budget, paging);
    }

    // -- parking

    /** A branch is prepared, or was found by a start. */
    void prepared(Transaction work) {
        leave(work);
        if (work.sends().size() >= least()) {
            line.prepared(work, clock.now());
        }
    }

    /** Something of a branch that stays prepared was read: it may be parked again, in some seconds. */
    void readBack(Transaction work) {
        leave(work);
        if (work.sends().size() >= least()) {
            line.readBack(work, clock.now());
        }
    }

    private int least() {
        return Math.min(LEAST, paging.run());
    }

    /** A branch is not to be parked: it ends, or is to commit. */
    void leave(Transaction work) {
        line.leave(work);
        if (looked == work) {
            looked = null;
        }
    }

    /**
     * End of a round: parks some, if that is due.
     *
     * @param frozen whether a checkpoint is walking over what is in memory: then that must stay there
     * @return whether it has parked any
     */
    boolean step(boolean frozen) {
        refused = frozen;
        Transaction next = frozen ? null : line.next(clock.now());
        return next != null && park(next);
    }

    /** Whether {@link #step} has something to do at once. */
    boolean wantsMore() {
        return !refused && line.dueAt() <= clock.now();
    }

    /** When {@link #step} has something to do. */
    long wakeAt() {
        return refused ? Long.MAX_VALUE : line.dueAt();
    }

    /** Parks what can be parked of the last few that have not been looked at; the front stays in its place until then. */
    private boolean park(Transaction work) {
        List<PendingSend> sends = work.sends();
        int to = looked == work ? reached : sends.size();
        int from = Math.max(0, to - paging.run());
        List<PendingSend> last = sends.subList(from, to);
        Map<ParkedSends.Kind, List<PendingSend>> kinds = new LinkedHashMap<>();
        for (PendingSend send : last) {
            if (send.parkable() && !live.large(send.size())) {
                kinds.computeIfAbsent(ParkedSends.Kind.of(send), none -> new ArrayList<>())
                        .add(send);
            }
        }
        Set<PendingSend> parked = new HashSet<>();
        for (List<PendingSend> kind : kinds.values()) {
            if (kind.size() >= least() && !refused) {
                park(work, kind, parked);
            }
        }
        last.removeIf(parked::contains);
        line.parked(parked.size());
        looked = work;
        if (refused) {
            reached = to - parked.size();
        } else if (from > 0) {
            reached = from;
        } else {
            leave(work);
        }
        return !parked.isEmpty();
    }

    private void park(Transaction work, List<PendingSend> sends, Set<PendingSend> parked) {
        ParkedSends list = lists.write(work, sends);
        if (list == null) {
            refused = true;
            return;
        }
        live.park(list, sends);
        live.add(list);
        long less = -LIST_BYTES;
        for (PendingSend send : sends) {
            less += send.cost();
        }
        work.bytesInMemory(-less);
        budget.free(less);
        work.parked().add(list);
        parked.addAll(sends);
    }

    /** A start has found a list of a prepared branch; the budget learns of it with the branch. */
    void recovered(ParkedSends list) {
        bounds.recovered(list);
        list.work().parked().add(list);
        list.work().bytesInMemory(LIST_BYTES);
    }

    /** A prepared branch has ended: what it has parked goes without having been read. */
    void ended(Transaction work) {
        leave(work);
        for (ParkedSends list : work.parked()) {
            list.over();
            live.drop(list);
            live.remove(list);
            bounds.release(list);
        }
        work.parked().clear();
    }

    // -- reading

    /** Has all read that a branch has parked, which is in no line meanwhile. */
    void load(Transaction work, PreparedBodies.Outcome outcome) {
        List<ParkedSends> all = List.copyOf(work.parked());
        Loading loading = new Loading(outcome, all.size());
        for (ParkedSends list : all) {
            waiting.computeIfAbsent(list, none -> new ArrayList<>(1)).add(loading);
            ask(list);
        }
    }

    /**
     * The records of these messages are to move: they are wanted in memory, for some seconds.
     *
     * @return false if the journal had no room for that a moment ago
     */
    boolean want(ParkedSends list) {
        if (clock.now() < roomAt) {
            return false;
        }
        ask(list);
        return true;
    }

    private void ask(ParkedSends list) {
        if (list.parked() && !list.asked()) {
            list.asked(true);
            fetch(list);
        }
    }

    private void fetch(ParkedSends list) {
        if (gate.isDurable(list.place())) {
            asked.put(list.place(), list);
            space.fetch(list.place());
        } else {
            gate.hold(list.place(), () -> fetch(list)); // somebody waits for a force from now on
        }
    }

    /** A record was read; whether it was asked for here. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        ParkedSends list = asked.remove(place);
        if (list == null) {
            return false;
        }
        list.asked(false);
        List<Loading> all = waiting.remove(list);
        List<Loading> next = all == null ? List.of() : all;
        if (list.parked()) {
            read(list, StoredRecords.list(type, payload), next.stream().allMatch(loading -> loading.over));
        }
        for (Loading loading : next) {
            if (list.parked()) {
                loading.fail(
                        ErrorCode.RESOURCE_LIMIT,
                        "the journal has no room for the list of "
                                + list.contents().count()
                                + " of its messages; make room on the disk, then commit again");
            } else {
                loading.came();
            }
        }
        return true;
    }

    /** @param stays whether no commit waits for it (any more) */
    private void read(ParkedSends list, Effect.MessagesListed read, boolean stays) {
        if (!lists.writeRead(list, read)) {
            roomAt = clock.now() + NO_ROOM_MILLIS;
            return;
        }
        List<PendingRecord> records = SendLists.read(list, read);
        Transaction work = list.work();
        list.over();
        work.parked().remove(list);
        long more = -LIST_BYTES;
        leave(work);
        for (PendingRecord record : records) {
            work.sends().add(record.send());
            more += record.send().cost();
        }
        work.bytesInMemory(more);
        budget.add(more);
        if (work.parked().isEmpty()) {
            work.sends().sort(Comparator.comparingLong(PendingSend::id));
        }
        records.sort(Comparator.comparingLong(PendingRecord::place));
        live.load(list, records);
        live.remove(list);
        if (stays) {
            readBack(work);
        }
    }

    /** A record could not be read; whether it was asked for here. */
    boolean unreadable(long place, String reason) {
        ParkedSends list = asked.remove(place);
        if (list == null) {
            return false;
        }
        list.asked(false);
        if (list.parked() && list.place() != place) {
            ask(list); // it was moved meanwhile
            return true;
        }
        List<Loading> all = waiting.remove(list);
        for (Loading loading : all == null ? List.<Loading>of() : all) {
            if (list.parked()) {
                loading.fail(
                        ErrorCode.INTERNAL,
                        "the list of " + list.contents().count() + " of its messages cannot be read: " + reason);
            } else {
                loading.came(); // the branch has ended meanwhile
            }
        }
        if (list.parked()) {
            list.lose();
        }
        return true;
    }
}
