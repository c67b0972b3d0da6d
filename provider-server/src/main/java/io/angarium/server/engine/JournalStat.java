package io.angarium.server.engine;

import io.angarium.server.management.Row;
import java.util.Map;

/** How the journal's files stand to what lives in them, and what keeps the oldest of them. Owner: the engine's holder. */
final class JournalStat {
    private static final double PROMISED_FACTOR = 1.5;
    private static final int PROMISED_SEGMENTS = 4;
    private static final long PROMISED_BYTES = 256L * 1024 * 1024;

    private final Space space;
    private final LiveRecords live;
    private final Copier copier;
    private final BrokerClock clock;

    JournalStat(Space space, LiveRecords live, Copier copier, BrokerClock clock) {
        this.space = space;
        this.live = live;
        this.copier = copier;
        this.clock = clock;
    }

    /** What files may have at most, given what lives, a minute after any burst. */
    static long promised(long liveBytes, long segmentBytes) {
        return (long) (liveBytes * PROMISED_FACTOR) + PROMISED_SEGMENTS * segmentBytes + PROMISED_BYTES;
    }

    Map<String, Object> row() {
        long files = space.fileBytes();
        long promised = promised(live.bytes(), space.segmentBytes());
        long replayFrom = space.replayFrom();
        Row row = new Row()
                .put("fileBytes", files)
                .put("liveBytes", live.bytes())
                .put("liveRecords", live.count())
                .put("promisedBytes", promised)
                .put("withinPromise", files <= promised)
                .put("segmentBytes", space.segmentBytes())
                .put("replayBytes", space.appendedPosition() - replayFrom)
                .put("replayFrom", replayFrom)
                .put("movedRecords", copier.moved());
        LiveRecord oldest = live.from(0);
        if (oldest != null) {
            long since = oldest.since();
            row.put("oldestSegment", oldest.place() / space.segmentBytes())
                    .put("pinnedByMessage", oldest.id())
                    .put("pinnedIn", oldest.holder())
                    .put("pinnedForSeconds", since == 0 ? null : Math.max(0, clock.now() - since) / 1000);
        }
        return row.map();
    }
}
