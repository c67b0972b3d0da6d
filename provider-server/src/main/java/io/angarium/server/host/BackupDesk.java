package io.angarium.server.host;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalBackup;
import io.angarium.server.engine.Backups;
import io.angarium.server.management.Row;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the running journal when told to, one copy at a time, on the thread {@code angarium-backup} that lives as long as the copy is made.
 * Any thread may ask; what is under way is guarded by this object.
 */
final class BackupDesk implements Backups {
    private static final Logger LOG = LoggerFactory.getLogger(BackupDesk.class);

    /** Between two pieces, so that forces beside them stay quick. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final BackupTarget.Finder finder;
    private final Supplier<Journal> journal;
    private @Nullable Copy last;

    /**
     * @param finder finds targets
     * @param journal the journal, once it is open
     */
    BackupDesk(BackupTarget.Finder finder, Supplier<Journal> journal) {
        this.finder = finder;
        this.journal = journal;
    }

    @Override
    public synchronized @Nullable String begin(String folder) {
        Copy before = last;
        if (before != null && before.running()) {
            return "a copy into " + before.folder + " is being made; wait for its end";
        }
        BackupTarget target;
        try {
            target = finder.in(folder);
        } catch (IllegalArgumentException bad) {
            return String.valueOf(bad.getMessage());
        }
        Copy copy = new Copy(folder, target);
        last = copy;
        copy.thread.start();
        return null;
    }

    @Override
    public synchronized Map<String, Object> row() {
        Copy copy = last;
        return copy == null ? NONE.row() : copy.row();
    }

    /** The broker stops: a copy that is under way is given up. */
    void stop(long timeoutMillis) {
        Copy copy;
        synchronized (this) {
            copy = last;
        }
        if (copy != null) {
            copy.cancel();
            copy.thread.stop(timeoutMillis);
            copy.end("the broker was stopped");
        }
    }

    /** One copy. The steps belong to its thread. */
    private final class Copy implements RoleThread.Duty {
        private final String folder;
        private final BackupTarget target;
        private final RoleThread thread = new RoleThread("angarium-backup", this);
        private final long begun = System.nanoTime();
        private volatile @Nullable JournalBackup backup;
        private volatile @Nullable String reason;
        private volatile boolean over;
        private volatile long tookNanos;

        Copy(String folder, BackupTarget target) {
            this.folder = folder;
            this.target = target;
        }

        @Override
        public long run(boolean woken) {
            if (over) {
                thread.stop(0);
                return 0;
            }
            try {
                return step() ? PAUSE_NANOS : 0;
            } catch (IOException | RuntimeException failure) {
                end(String.valueOf(failure.getMessage()));
                return 0;
            }
        }

        private boolean step() throws IOException {
            JournalBackup running = backup;
            if (running == null) {
                backup = journal.get().backup(target.journal());
                target.copyTheRest();
                return true;
            }
            if (running.step()) {
                return true;
            }
            end(running.complete() ? null : "it was given up");
            return false;
        }

        /** It is over; without a reason it succeeded. */
        private synchronized void end(@Nullable String why) {
            if (over) {
                return;
            }
            reason = why;
            tookNanos = System.nanoTime() - begun;
            JournalBackup running = backup;
            try {
                if (running != null) {
                    running.close();
                }
            } catch (IOException failure) {
                reason = why == null ? String.valueOf(failure.getMessage()) : why;
            }
            over = true;
            if (reason == null) {
                LOG.info("copied the journal into {} in {} ms", folder, TimeUnit.NANOSECONDS.toMillis(tookNanos));
            } else {
                LOG.warn("the copy of the journal into {} failed: {}", folder, reason);
            }
        }

        private void cancel() {
            JournalBackup running = backup;
            if (running != null) {
                running.cancel();
            }
        }

        private boolean running() {
            return !over;
        }

        private Map<String, Object> row() {
            JournalBackup running = backup;
            boolean ended = over;
            String state = !ended ? "running" : reason == null ? "done" : "failed";
            Row row = new Row().put("state", state).put("folder", folder).put("reason", reason);
            if (running != null) {
                row.put("copiedBytes", running.copiedBytes())
                        .put("totalBytes", running.totalBytes())
                        .put("position", running.position());
            }
            long nanos = ended ? tookNanos : System.nanoTime() - begun;
            return row.put("millis", TimeUnit.NANOSECONDS.toMillis(nanos)).map();
        }
    }
}
