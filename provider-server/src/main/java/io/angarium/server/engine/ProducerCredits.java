package io.angarium.server.engine;

import io.angarium.wire.ProducerFrame;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Grants producers what they may send, and holds them back while memory, or the space that the journal may take, is short. Owner: the engine's holder.
 *
 * <p>A client that also consumes is held back later and goes on in small portions: one that forwards what it receives could otherwise
 * never acknowledge what fills the memory, because it waits to send.
 */
final class ProducerCredits {
    static final long WINDOW_MESSAGES = 4096;
    static final long MAX_WINDOW_BYTES = 4L * 1024 * 1024;
    static final long MIN_WINDOW_BYTES = 64L * 1024;
    static final long PORTION_MESSAGES = 64;

    /** What all producers together may have on their way, so that what gathers for the journal stays bounded. */
    static final long ALL_WINDOWS_BYTES = 32L * 1024 * 1024;

    private final MemoryBudget budget;
    private final SpaceGuard guard;
    private final Outputs outputs;
    private final Set<ProducerState> heldBack = new LinkedHashSet<>();
    private long heldSince;
    private int producers;

    ProducerCredits(MemoryBudget budget, SpaceGuard guard, Outputs outputs) {
        this.guard = guard;
        this.budget = budget;
        this.outputs = outputs;
    }

    /** What it grants from. */
    MemoryBudget budget() {
        return budget;
    }

    /** A new producer gets its first credit, a small one if memory is short. */
    void opened(ProducerState producer, long now) {
        producers++;
        if (!scarce()) {
            grant(producer, WINDOW_MESSAGES, windowBytes());
        } else if (mayForward(producer)) {
            grant(producer, PORTION_MESSAGES, MIN_WINDOW_BYTES);
        } else {
            grant(producer, 1, MIN_WINDOW_BYTES);
            holdBack(producer, now);
        }
    }

    /** A message of this size was taken from it. */
    void spent(ProducerState producer, int size, long now) {
        producer.sent(size);
        granted(producer, now);
    }

    /** What it has sent was taken: it may get more. */
    void granted(ProducerState producer, long now) {
        long bytes = windowBytes();
        if (!producer.hasLessThan(WINDOW_MESSAGES / 2, bytes / 2)) {
            return;
        }
        if (!scarce()) {
            grant(producer, WINDOW_MESSAGES, bytes);
        } else if (!mayForward(producer)) {
            holdBack(producer, now);
        } else if (producer.hasLessThan(PORTION_MESSAGES / 2, MIN_WINDOW_BYTES / 2)) {
            grant(producer, PORTION_MESSAGES, MIN_WINDOW_BYTES);
        }
    }

    /** Whether memory, or the journal's disk, is short. */
    private boolean scarce() {
        return budget.exhausted() || guard.tight();
    }

    /** Why producers are held back now. */
    String reason() {
        return guard.tight() ? guard.reason() : "the broker's memory budget is used up";
    }

    private boolean mayForward(ProducerState producer) {
        return !budget.desperate()
                && !producer.session().connection().consumers().isEmpty();
    }

    private void holdBack(ProducerState producer, long now) {
        if (heldBack.add(producer) && heldBack.size() == 1) {
            heldSince = now;
            outputs.notice(new Outputs.Notice(
                    true,
                    guard.tight()
                            ? guard.reason() + ": producers are held back until there are fewer"
                            : "messages fill " + budget.used() / 1024 + " KiB of the " + budget.limit() / 1024
                                    + " KiB memory budget: producers are held back until consumers catch up"));
        }
    }

    void closed(ProducerState producer) {
        producers--;
        heldBack.remove(producer);
    }

    /** End of the round: if there is room again, all that were held back go on; before that, those who may forward. */
    void flush() {
        if (heldBack.isEmpty()) {
            return;
        }
        if (!scarce()) {
            goOn();
        } else if (!budget.desperate()) {
            heldBack.removeIf(this::forwards);
        }
    }

    private void goOn() {
        long bytes = windowBytes();
        for (ProducerState producer : heldBack) {
            grant(producer, WINDOW_MESSAGES, bytes);
        }
        outputs.notice(new Outputs.Notice(false, heldBack.size() + " producers go on: there is room again"));
        heldBack.clear();
    }

    private boolean forwards(ProducerState producer) {
        if (!mayForward(producer)) {
            return false;
        }
        grant(producer, PORTION_MESSAGES, MIN_WINDOW_BYTES);
        return true;
    }

    int heldBack() {
        return heldBack.size();
    }

    /** Those that are held back. */
    Set<ProducerState> heldBackProducers() {
        return Collections.unmodifiableSet(heldBack);
    }

    /** Whether a producer of a session is, and has sent all that it may: one that has not can go on, and may not even want to. */
    boolean keepsWaiting(SessionState session) {
        if (!heldBack.isEmpty()) {
            for (ProducerState producer : session.producers()) {
                if (!producer.withinCredit() && heldBack.contains(producer)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many of those send to this target. */
    int heldBack(Target target) {
        int n = 0;
        for (ProducerState producer : heldBack) {
            n += producer.target() == target ? 1 : 0;
        }
        return n;
    }

    /** Since when, epoch millis; means something only while there are some. */
    long heldSince() {
        return heldSince;
    }

    private long windowBytes() {
        long share = Math.min(budget.remaining() / 4, ALL_WINDOWS_BYTES) / Math.max(1, producers);
        return Math.max(MIN_WINDOW_BYTES, Math.min(MAX_WINDOW_BYTES, share));
    }

    private void grant(ProducerState producer, long messages, long bytes) {
        producer.grant(messages, bytes);
        outputs.send(
                producer.session().connection().id(),
                new ProducerFrame.ProducerCredit(producer.id(), producer.grantedMessages(), producer.grantedBytes()));
    }
}
