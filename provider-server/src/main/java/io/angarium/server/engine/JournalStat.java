package io.angarium.server.engine;

import io.angarium.journal.ForceProbe;
import io.angarium.server.management.Row;
import java.util.Map;

/** How the journal's files stand to what lives in them, and what keeps the oldest of them. Owner: the engine's holder. */
final class JournalStat {
    private final Space space;
    private final LiveRecords live;
    private final SpaceGuard guard;
    private final Copier copier;
    private final BrokerClock clock;

    JournalStat(Space space, LiveRecords live, SpaceGuard guard, Copier copier, BrokerClock clock) {
        this.guard = guard;
        this.space = space;
        this.live = live;
        this.copier = copier;
        this.clock = clock;
    }

    /** Adds what is known of the disk. */
    void disk(Row row) {
        ForceProbe probe = space.probe();
        if (probe != null) {
            row.put("fileSystem", probe.fileSystem())
                    .put("forceMicros", probe.medianNanos() == ForceProbe.UNKNOWN ? null : probe.medianNanos() / 1000)
                    .put("diskWarning", probe.warning());
        }
    }

    Map<String, Object> row() {
        long files = space.fileBytes();
        long promised = SpaceGuard.promised(live.bytes(), live.hugeBytes(), space.segmentBytes());
        long bound = SpaceGuard.bound(live.bytes(), space.segmentBytes());
        long replayFrom = space.replayFrom();
        Row row = new Row()
                .put("fileBytes", files)
                .put("liveBytes", live.bytes())
                .put("liveRecords", live.count())
                .put("promisedBytes", promised)
                .put("withinPromise", files <= promised)
                .put("boundBytes", bound)
                .put("withinBound", files <= bound)
                .put("producersWaitForSpace", guard.tight())
                .put("waitsForSpace", guard.times())
                .put("segmentBytes", space.segmentBytes())
                .put("replayBytes", space.appendedPosition() - replayFrom)
                .put("replayFrom", replayFrom)
                .put("movedRecords", copier.moved());
        disk(row);
        Parked parked = live.firstRun();
        LiveRecord oldest = parked == null ? live.from(0) : null;
        if (parked != null) {
            row.put("oldestSegment", parked.contents().usages().get(0).segment())
                    .put("pinnedByMessage", parked.contents().leastId())
                    .put("pinnedIn", parked.where());
        }
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
