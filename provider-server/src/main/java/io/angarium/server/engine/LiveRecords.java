package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which records of the journal may be needed again, by segment: those of messages that are somewhere, with the parts of
 * their bodies, and those of open transactions.
 * Owner: the engine's holder.
 */
final class LiveRecords {
    /** A record is large if it takes more than this part of a segment. */
    private static final int LARGE_PART = 16;

    /** A record is huge if it takes more than this part of a segment. */
    private static final int HUGE_PART = 4;

    private final TreeMap<Long, LiveSegment> segments = new TreeMap<>();
    private final Map<Long, PendingRecord> pending = new HashMap<>();
    /** Segments in which nothing lives any more, and the position that must be durable before that is sure. */
    private final TreeMap<Long, Long> emptied = new TreeMap<>();

    private final RetiredLists retired = new RetiredLists();
    private final OpenedLists opened = new OpenedLists();

    private final List<Long> emptiedNow = new ArrayList<>();
    private int segmentBytes = 1;
    private long bytes;
    private long hugeBytes;
    private long gone;

    /** The journal is open; before that nothing lives. */
    void open(int lengthOfSegments) {
        segmentBytes = lengthOfSegments;
    }

    /** The record of a message that is in some queue. */
    void add(StoredMessage stored) {
        PendingRecord before = pending.remove(stored.id());
        if (before == null) {
            insert(stored);
            return;
        }
        stored.place(before.place());
        segment(before.place()).replace(before, stored);
    }

    /** A record of an open transaction. */
    void pend(PendingRecord record) {
        pending.put(record.id(), record);
        insert(record);
    }

    private void insert(LiveRecord record) {
        entered(record.place() / segmentBytes).add(record);
        counted(record, 1);
    }

    private void counted(LiveRecord record, int sign) {
        long size = (long) record.size() + LiveRecord.OVERHEAD_BYTES;
        bytes += sign * size;
        hugeBytes += size > segmentBytes / HUGE_PART ? sign * size : 0;
    }

    private LiveSegment entered(long sequence) {
        LiveSegment segment = segments.get(sequence);
        if (segment == null) {
            segment = new LiveSegment(segmentBytes / LARGE_PART);
            segments.put(sequence, segment);
            emptied.remove(sequence);
        }
        return segment;
    }

    /** The record of a list of parked messages. */
    void add(ListRecord list) {
        insert(list);
    }

    /** The record of a list of sends of a prepared branch. */
    void add(ParkedSends list) {
        insert((LiveRecord) list);
    }

    /** The record of a part of a body. */
    void add(BodyPart part) {
        insert(part);
    }

    /**
     * A restart has found parts of bodies, or lists of sends.
     *
     * @param parts by their places
     */
    void recovered(List<? extends LiveRecord> parts) {
        int from = 0;
        for (int to = 1; to <= parts.size(); to++) {
            long sequence = parts.get(from).place() / segmentBytes;
            if (to == parts.size() || parts.get(to).place() / segmentBytes != sequence) {
                entered(sequence).insert(parts.subList(from, to));
                from = to;
            }
        }
        for (LiveRecord part : parts) {
            counted(part, 1);
        }
    }

    /** Nothing holds the body of that part any more. */
    void remove(BodyPart part) {
        gone++;
        take(part);
    }

    /** Nobody will read that list any more: those that a checkpoint speaks of are read only if the log does not end them. */
    void remove(ParkedSends list) {
        take(list);
    }

    /** A restart has found the record of a list. */
    void recovered(ListRecord list) {
        entered(list.place() / segmentBytes).insert(List.of(list));
        counted(list, 1);
    }

    /** The list of a run, whose messages are in memory, does not tell the truth any more: it is not needed, but by checkpoints that were taken. */
    void spoil(ParkedRun run) {
        ListRecord list = run.record();
        if (!list.retired()) {
            list.retire();
            retired.add(list.place() / segmentBytes);
            take(list);
            opened.add(run);
        }
    }

    /** A restart has found that a list was at this place, and is not needed there. */
    void retired(long place) {
        retired.add(place / segmentBytes);
    }

    RetiredLists retired() {
        return retired;
    }

    OpenedLists opened() {
        return opened;
    }

    /** How many segments are kept by nothing but checkpoints that were taken already. */
    int keptByCheckpoints() {
        int kept = 0;
        for (long segment : retired.segments()) {
            kept += segments.containsKey(segment) ? 0 : 1;
        }
        return kept;
    }

    /** Messages are parked: their records live as before. */
    void park(ParkedRun run, List<MessageRef> messages) {
        for (MessageRef message : messages) {
            segment(message.stored().place()).park(message.stored());
        }
        parked(run);
    }

    /** Sends of a prepared branch are parked: their records live as before. */
    void park(ParkedSends list, List<PendingSend> sends) {
        for (PendingSend send : sends) {
            PendingRecord record = pending.remove(send.id());
            if (record == null) {
                throw new IllegalStateException("message " + send.id() + " of an open transaction has no record");
            }
            segment(record.place()).park(record);
        }
        parked(list);
    }

    private void parked(Parked messages) {
        for (Effect.Usage usage : messages.contents().usages()) {
            entered(usage.segment()).runs().add(messages);
        }
    }

    /** A restart has found messages that are parked. */
    void recovered(Parked run) {
        for (Effect.Usage usage : run.contents().usages()) {
            LiveSegment segment = entered(usage.segment());
            segment.parked(usage.count(), usage.bytes());
            segment.runs().add(run);
            bytes += usage.bytes() + (long) usage.count() * LiveRecord.OVERHEAD_BYTES;
        }
    }

    /**
     * The messages of a run are in memory again.
     *
     * @param messages by place
     */
    void load(ParkedRun run, List<StoredMessage> messages) {
        load((Parked) run, messages);
    }

    /**
     * The sends of a list are in memory again.
     *
     * @param sends by place
     */
    void load(ParkedSends list, List<PendingRecord> sends) {
        for (PendingRecord send : sends) {
            pending.put(send.id(), send);
        }
        load((Parked) list, sends);
    }

    private void load(Parked run, List<? extends LiveRecord> messages) {
        int from = 0;
        while (from < messages.size()) {
            long sequence = messages.get(from).place() / segmentBytes;
            int to = from;
            while (to < messages.size() && messages.get(to).place() / segmentBytes == sequence) {
                to++;
            }
            segment(messages.get(from).place()).load(messages.subList(from, to));
            from = to;
        }
        forget(run);
    }

    /** Messages are gone that were parked, without having been loaded. */
    void drop(Parked run) {
        forget(run);
        gone++;
        for (Effect.Usage usage : run.contents().usages()) {
            LiveSegment segment = entered(usage.segment());
            segment.unparked(usage.count(), usage.bytes());
            bytes -= usage.bytes() + (long) usage.count() * LiveRecord.OVERHEAD_BYTES;
            emptyUnlessLive(usage.segment(), segment);
        }
    }

    private void forget(Parked run) {
        for (Effect.Usage usage : run.contents().usages()) {
            LiveSegment segment = segments.get(usage.segment());
            if (segment != null) {
                segment.runs().remove(run);
            }
        }
    }

    /** What is parked of a segment. */
    List<Parked> runs(long segment) {
        LiveSegment found = segments.get(segment);
        return found == null ? List.of() : found.runs();
    }

    /** The lowest place of a record that lives; of parked ones no more is known than where their segment begins. */
    long oldestPlace() {
        Map.Entry<Long, LiveSegment> first = segments.firstEntry();
        if (first == null) {
            return Long.MAX_VALUE;
        }
        LiveRecord record = from(0);
        return first.getValue().runs().isEmpty() && record != null ? record.place() : first.getKey() * segmentBytes;
    }

    /** What is parked of the first segment in which something lives, if nothing there is in memory; else null. */
    @Nullable
    Parked firstRun() {
        Map.Entry<Long, LiveSegment> first = segments.firstEntry();
        boolean all = first != null && first.getValue().from(0) == null;
        return all && !first.getValue().runs().isEmpty()
                ? first.getValue().runs().get(0)
                : null;
    }

    /** The message is in no queue any more. */
    void remove(StoredMessage stored) {
        gone++;
        take(stored);
    }

    /** Where the record of an open transaction is, -1 if there is none of that id. */
    long placeOfPending(long id) {
        PendingRecord record = pending.get(id);
        return record == null ? -1 : record.place();
    }

    /** The record of an open transaction will never count, if there is one of that id. */
    void drop(long id) {
        PendingRecord record = pending.remove(id);
        if (record != null) {
            gone++;
            take(record);
        }
    }

    private void take(LiveRecord record) {
        LiveSegment segment = segment(record.place());
        segment.remove(record);
        counted(record, -1);
        emptyUnlessLive(record.place() / segmentBytes, segment);
    }

    private void emptyUnlessLive(long sequence, LiveSegment segment) {
        if (segment.live() == 0) {
            segments.remove(sequence);
            emptied.put(sequence, Long.MAX_VALUE);
            emptiedNow.add(sequence);
        }
    }

    /** A record was copied to another place, and counts there. */
    void move(LiveRecord record, long to) {
        if (record instanceof ListRecord) {
            retired.add(record.place() / segmentBytes);
        }
        take(record);
        record.place(to);
        insert(record);
    }

    /** The record that lives at a place, or null. */
    @Nullable
    LiveRecord at(long place) {
        LiveSegment segment = segments.get(place / segmentBytes);
        LiveRecord record = segment == null ? null : segment.from(place);
        return record != null && record.place() == place ? record : null;
    }

    /** About how many bytes of a segment live. */
    long bytes(long segment) {
        LiveSegment found = segments.get(segment);
        return found == null ? 0 : found.bytes();
    }

    /** What lives in a segment. */
    SparseSegments.Shape shape(long segment) {
        LiveSegment found = segments.get(segment);
        return found == null ? new SparseSegments.Shape(0, 0, List.of()) : found.shape();
    }

    /** Whether a record of this size is large against a segment. */
    boolean large(LiveRecord record) {
        return large(record.size());
    }

    /** The same for a record of that size. */
    boolean large(int size) {
        return size >= segmentBytes / LARGE_PART;
    }

    /** Changes whenever a record is not needed any more; what is moved, or parked, is needed. */
    long gone() {
        return gone;
    }

    private LiveSegment segment(long place) {
        LiveSegment segment = segments.get(place / segmentBytes);
        if (segment == null) {
            throw new IllegalStateException("nothing lives in the segment of position " + place);
        }
        return segment;
    }

    /** End of a round: what happened in it has been appended up to this position. */
    void appended(long position) {
        for (int i = 0; i < emptiedNow.size(); i++) {
            emptied.computeIfPresent(emptiedNow.get(i), (segment, unknown) -> position);
        }
        emptiedNow.clear();
    }

    /** Whether a start would not need this segment, if everything before a position is durable. */
    boolean dead(long segment, long durable) {
        Long since = emptied.get(segment);
        return !segments.containsKey(segment) && !retired.holds(segment) && (since == null || since <= durable);
    }

    /** Whether some segment has become dead through what is durable now; forgets that it has. */
    boolean someDied(long durable) {
        return emptied.values().removeIf(since -> since <= durable);
    }

    /** The first record at or behind a place, or null. */
    @Nullable
    LiveRecord from(long place) {
        Map.Entry<Long, LiveSegment> entry = segments.floorEntry(place / segmentBytes);
        if (entry == null || entry.getKey() < place / segmentBytes) {
            entry = segments.higherEntry(place / segmentBytes);
        }
        while (entry != null) {
            LiveRecord record = entry.getValue().from(place);
            if (record != null) {
                return record;
            }
            entry = segments.higherEntry(entry.getKey());
        }
        return null;
    }

    /** How many there are. */
    long count() {
        long count = 0;
        for (LiveSegment segment : segments.values()) {
            count += segment.live();
        }
        return count;
    }

    /** About how many bytes of the journal all of them take. */
    long bytes() {
        return bytes;
    }

    /** About how many of them are in records that take more than a quarter of a segment, so that much of it may be left empty. */
    long hugeBytes() {
        return hugeBytes;
    }
}
