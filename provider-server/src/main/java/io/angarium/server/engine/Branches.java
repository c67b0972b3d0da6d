package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.xa.Tie;
import io.angarium.wire.BranchId;
import io.angarium.wire.XaCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All transaction branches: their beginning, their end, and what happens to those whose time is over or whose sessions and connections
 * are gone. A prepared branch is never ended here. Owner: the engine's holder.
 */
final class Branches implements DurableState {
    private final Transactions transactions;
    private final Completion completion;
    private final BrokerClock clock;
    private final Map<BranchId, Branch> branches = new LinkedHashMap<>();
    private final Map<ConnectionState, Set<Branch>> participations = new HashMap<>();
    private final Map<SessionState, Set<Branch>> ties = new HashMap<>();
    private final TreeMap<Long, Set<Branch>> deadlines = new TreeMap<>();
    private final Map<Branch, Long> deadlineOf = new HashMap<>();

    Branches(Transactions transactions, Completion completion, BrokerClock clock) {
        this.transactions = transactions;
        this.completion = completion;
        this.clock = clock;
    }

    @Override
    public void describe(Consumer<Effect> to) {
        for (Branch branch : branches.values()) {
            long transaction = branch.work().id();
            switch (branch.phase()) {
                case PREPARED -> {
                    to.accept(new Effect.BranchPrepared(transaction, branch.id(), branch.since(), branch.by()));
                    completion.describeRemovals(branch.work(), to);
                    branch.work().parked().forEach(list -> to.accept(list.description()));
                }
                case COMMITTED_BY_HAND, ROLLED_BACK_BY_HAND -> {
                    boolean committed = branch.phase() == Branch.Phase.COMMITTED_BY_HAND;
                    to.accept(
                            new Effect.BranchDecided(transaction, branch.id(), committed, branch.since(), branch.by()));
                }
                case OPEN -> {}
            }
        }
    }

    Collection<Branch> all() {
        return branches.values();
    }

    /** Prepared ones that have sent to a destination. Looks at what each has sent. */
    List<Branch> preparedFor(Target target) {
        return branches.values().stream()
                .filter(branch -> branch.phase() == Branch.Phase.PREPARED)
                .filter(branch -> branch.work().hasSentTo(target))
                .toList();
    }

    @Nullable
    Branch get(BranchId id) {
        return branches.get(id);
    }

    /** A new branch. */
    Branch create(BranchId id, ConnectionState by, long timeoutMillis) {
        Branch branch = new Branch(id, transactions.begin(), clock.now(), who(by));
        branches.put(id, branch);
        if (timeoutMillis > 0) {
            long deadline = Math.max(clock.now(), clock.now() + timeoutMillis);
            deadlines.computeIfAbsent(deadline, at -> new LinkedHashSet<>()).add(branch);
            deadlineOf.put(branch, deadline);
        }
        return branch;
    }

    /** A branch that the journal knows, prepared or completed by an operator. */
    void recovered(Branch branch) {
        branches.put(branch.id(), branch);
    }

    static String who(ConnectionState connection) {
        String user = connection.identity().user();
        return user + "@" + connection.identity().address();
    }

    /** Associates the session with the branch. */
    void attach(Branch branch, SessionState session, long number) {
        branch.tie(session, Tie.ACTIVE);
        session.begin(branch.work(), number);
        ties.computeIfAbsent(session, s -> new LinkedHashSet<>()).add(branch);
        if (branch.participants().add(session.connection())) {
            participations
                    .computeIfAbsent(session.connection(), c -> new LinkedHashSet<>())
                    .add(branch);
        }
    }

    /** The session's association is suspended. */
    void suspend(Branch branch, SessionState session) {
        branch.tie(session, Tie.SUSPENDED);
        session.endTransaction();
    }

    /** The session's association is over. */
    void detach(Branch branch, SessionState session) {
        if (branch.tie(session) == Tie.ACTIVE) {
            session.endTransaction();
        }
        branch.tie(session, Tie.NONE);
        remove(ties, session, branch);
    }

    /** The branch is prepared: time and connections matter no more. */
    void settled(Branch branch) {
        for (SessionState session : branch.tied().toArray(new SessionState[0])) {
            detach(branch, session);
        }
        for (ConnectionState connection : branch.participants()) {
            remove(participations, connection, branch);
        }
        branch.participants().clear();
        forgetDeadline(branch);
    }

    private void forgetDeadline(Branch branch) {
        Long deadline = deadlineOf.remove(branch);
        if (deadline != null) {
            remove(deadlines, deadline, branch);
        }
    }

    /** The branch is over. */
    void over(Branch branch) {
        settled(branch);
        branches.remove(branch.id());
    }

    private static <K> void remove(Map<K, Set<Branch>> map, K key, Branch branch) {
        Set<Branch> set = map.get(key);
        if (set != null && set.remove(branch) && set.isEmpty()) {
            map.remove(key);
        }
    }

    /** An unprepared branch is undone now; it stays as one that can only roll back, for those who will ask. */
    private void undo(Branch branch, int code, String reason) {
        branch.doom(code, reason);
        Transaction work = branch.work();
        if (!work.undone()) {
            work.setUndone(reason);
            completion.rollBack(work);
            work.sends().clear();
            work.acknowledged().clear();
        }
    }

    /** A session ends: what it has an association with cannot be completed. */
    void ended(SessionState session, boolean clean) {
        Set<Branch> tied = ties.get(session);
        if (tied != null) {
            for (Branch branch : tied.toArray(new Branch[0])) {
                detach(branch, session);
                if (clean) {
                    undo(branch, XaCode.XA_RBROLLBACK, "a session was closed in the branch");
                } else {
                    undo(branch, XaCode.XA_RBCOMMFAIL, "the connection of a session in the branch was lost");
                }
            }
        }
    }

    /** A connection has ended: branches that nobody else takes part in are rolled back, unless they are prepared. */
    void ended(ConnectionState connection) {
        Set<Branch> mine = participations.remove(connection);
        if (mine != null) {
            for (Branch branch : mine) {
                branch.participants().remove(connection);
                if (branch.participants().isEmpty()) {
                    rollBack(branch);
                }
            }
        }
    }

    /** Rolls back an unprepared branch, which is over then. */
    void rollBack(Branch branch) {
        if (!branch.work().undone()) {
            completion.rollBack(branch.work());
        }
        over(branch);
    }

    /** Rolls back those whose time is over, at most so many. */
    void expire(int most) {
        for (int i = 0; i < most && due(); i++) {
            Branch branch = deadlines.firstEntry().getValue().iterator().next();
            forgetDeadline(branch);
            undo(branch, XaCode.XA_RBTIMEOUT, "the transaction timeout is over");
        }
    }

    boolean due() {
        return wakeAt() <= clock.now();
    }

    /** When the time of the next one is over. */
    long wakeAt() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.firstKey();
    }
}
