package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.RecordGroup;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Empties sparse segments: has what lives there read, and appends it again as move records. The old place counts until the moment of the
 * append, and its segment is not given up before the copy is durable, so a crash at any moment finds one of the two. A few records at
 * a time, and so many bytes a second. Owner: the engine's holder.
 */
final class Copier implements SparseSegments.Usage {
    private static final int MOST_RECORDS = 64;
    private static final long MOST_BYTES = 256 * 1024;
    /** In about so many seconds an excess should be gone: promised is a minute. */
    private static final long SECONDS = 20;

    private static final long MILLIS = 1000;

    /** So many runs are loaded at a time. */
    private static final int MOST_RUNS = 4;

    private static final long LOAD_MILLIS = 2;

    private final Space space;
    private final LiveRecords live;
    private final Ledger ledger;
    private final Quarantine quarantine;
    private final BrokerClock clock;
    private final Outputs outputs;
    private final Pager pager;
    private final BranchPager branches;
    private final Set<Long> asked = new HashSet<>();
    private final Set<Long> unreadable = new HashSet<>();
    private final FruitlessMoves fruitless = new FruitlessMoves();
    private long segment = SparseSegments.NONE;
    private long reached;
    private long goOnAt;
    /** Something has happened since the last look. */
    private boolean again;

    private long moved;

    Copier(
            Space space,
            LiveRecords live,
            Ledger ledger,
            Quarantine quarantine,
            BrokerClock clock,
            Outputs outputs,
            Pager pager,
            BranchPager branches) {
        this.branches = branches;
        this.quarantine = quarantine;
        this.pager = pager;
        this.space = space;
        this.live = live;
        this.ledger = ledger;
        this.clock = clock;
        this.outputs = outputs;
    }

    /** End of a round: asks for the next records if the last have been moved and it is time. */
    void step() {
        if (!asked.isEmpty() || clock.now() < goOnAt) {
            again = true;
            return;
        }
        again = false;
        if (segment == SparseSegments.NONE || live.bytes(segment) == 0) {
            choose();
        }
        if (segment != SparseSegments.NONE) {
            ask();
        }
    }

    private void choose() {
        boolean wanted =
                excess() > 0 && fruitless.goesOn(live.gone(), space.fileBytes() / space.segmentBytes(), live.bytes());
        segment = wanted
                ? SparseSegments.choose(
                        space.emptying().full(),
                        new Packing(space.segmentBytes(), space.appendedPosition()),
                        space.segmentsBeforeReplay(),
                        this)
                : SparseSegments.NONE;
        reached = segment * space.segmentBytes();
        if (segment == SparseSegments.NONE) {
            goOnAt = clock.now() + MILLIS;
        }
    }

    @Override
    public long bytes(long candidate) {
        return unreadable.contains(candidate) ? 0 : live.bytes(candidate);
    }

    @Override
    public SparseSegments.Shape shape(long candidate) {
        return live.shape(candidate);
    }

    private long excess() {
        return SparseSegments.excess(space.emptying().goal(), space.fileBytes(), live.bytes(), space.spareBytes());
    }

    private void ask() {
        long bytes = 0;
        while (asked.size() < MOST_RECORDS && bytes < MOST_BYTES) {
            LiveRecord record = live.from(reached);
            if (record == null || record.place() / space.segmentBytes() != segment) {
                break;
            }
            reached = record.place() + 1;
            bytes += record.size();
            asked.add(record.place());
            space.fetch(record.place());
        }
        if (asked.isEmpty()) {
            load();
            return;
        }
        long rate = Math.max(space.emptying().bytesPerSecond(), excess() / SECONDS);
        goOnAt = clock.now() + bytes * MILLIS / rate;
    }

    /** What is in memory has been moved: some of what is parked is loaded for that. */
    private void load() {
        int wanted = 0;
        boolean refused = false;
        for (Parked parked : List.copyOf(live.runs(segment))) {
            if (wanted < MOST_RUNS && !parked.lost()) {
                if (want(parked)) {
                    wanted++;
                } else {
                    refused = true;
                }
            }
        }
        if (wanted == 0 && refused) {
            segment = SparseSegments.NONE;
            goOnAt = clock.now() + MILLIS;
            again = true;
        } else if (wanted == 0) {
            if (!live.runs(segment).isEmpty()) {
                unreadable.add(segment);
            }
            segment = SparseSegments.NONE;
        } else {
            reached = segment * space.segmentBytes();
            goOnAt = clock.now() + LOAD_MILLIS;
        }
    }

    /** Whether it is going to be in memory. */
    private boolean want(Parked parked) {
        if (parked instanceof ParkedSends sends) {
            return branches.want(sends);
        }
        if (parked instanceof ParkedRun run) {
            pager.want(run);
        }
        return true;
    }

    /**
     * A record has been read.
     *
     * @return whether it was asked for here
     */
    boolean fetched(long place, int type, ByteBuffer payload) {
        if (!asked.remove(place)) {
            return false;
        }
        LiveRecord record = live.at(place);
        if (record != null) {
            move(record, type, payload);
        }
        return true;
    }

    private void move(LiveRecord record, int type, ByteBuffer payload) {
        RecordGroup group = new RecordGroup();
        long first = record.id() == 0 ? record.place() : record.id(); // what was spilled has a place only
        StoredRecords.move(first, type, payload, group);
        try {
            live.move(record, ledger.append(group));
            moved++;
            fruitless.moved(record.size());
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException full) {
            segment = SparseSegments.NONE;
            goOnAt = clock.now() + MILLIS;
        }
    }

    /** A record could not be read. */
    boolean unreadable(long place, String reason) {
        if (!asked.remove(place)) {
            return false;
        }
        LiveRecord record = live.at(place);
        if (record instanceof StoredMessage stored && (!stored.hasBody() || stored.damage() != null)) {
            quarantine.take(stored, reason);
            record = live.at(place); // a consumer or a transaction may have it
        } else if (record instanceof BodyPart part) {
            part.body().damage("part " + part.number() + " of its body cannot be read: " + reason);
            part.body().owners().forEach(owner -> quarantine.take(owner, reason));
            record = part.body().held() ? part : null;
        }
        if (record != null) {
            unreadable.add(place / space.segmentBytes());
            segment = SparseSegments.NONE;
            outputs.notice(new Outputs.Notice(
                    true, "message " + record.id() + " cannot be read and stays where it is: " + reason));
        }
        return true;
    }

    /** There may be other segments to empty than at the last look. */
    void reconsider() {
        goOnAt = 0;
    }

    /** Whether a segment is being emptied. */
    boolean busy() {
        return segment != SparseSegments.NONE || !asked.isEmpty();
    }

    /** When {@link #step} has something to do. */
    long wakeAt() {
        boolean wants = segment != SparseSegments.NONE || (again && excess() > 0);
        return asked.isEmpty() && wants ? goOnAt : Long.MAX_VALUE;
    }

    /** How many records it has moved. */
    long moved() {
        return moved;
    }
}
