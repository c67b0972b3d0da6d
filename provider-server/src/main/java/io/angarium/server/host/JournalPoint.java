package io.angarium.server.host;

import io.angarium.journal.Admission;
import io.angarium.journal.ForceProbe;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.server.engine.Backups;
import io.angarium.server.engine.EffectLog;
import io.angarium.server.engine.Emptying;
import io.angarium.server.engine.Space;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal, as the engine appends to it and as the host forces it. Made before the journal is open, because opening replays into the engine;
 * published safely by whoever starts the host.
 */
final class JournalPoint implements EffectLog, ForcePoint {
    /** How much may wait to be forced before input waits; half of what the journal bears. */
    private static final long CONGESTION_BYTES = 32L * 1024 * 1024;

    /** What activities may append in a round beside the input. */
    private static final long SLACK_BYTES = 1024 * 1024;

    /** How long a step of a copy may still take when the broker stops. */
    private static final long BACKUP_MILLIS = 5_000;

    private final long margin;
    private final JournalSpace space;
    private final BackupDesk backups;
    private Journal journal;
    private Consumer<JournalFailedException> failed = failure -> {};

    /**
     * @param targets where copies of the journal may go
     * @param space the space of that journal
     */
    @SuppressWarnings("NullAway.Init")
    JournalPoint(JournalSettings settings, BackupTarget.Finder targets, JournalSpace space) {
        this.space = space;
        this.backups = new BackupDesk(targets, () -> journal);
        this.margin = settings.reserveBytes() + Math.min(SLACK_BYTES, settings.segmentBytes() / 8);
    }

    /** For a journal on which no broker runs. */
    static JournalPoint offline(JournalSettings settings) {
        return new JournalPoint(
                settings,
                folder -> {
                    throw new IllegalArgumentException("no broker runs");
                },
                new JournalSpace(Emptying.COMPLETE, Elsewhere.NOWHERE));
    }

    /** For a journal into which what lives in another is moved. */
    static JournalPoint salvaging(JournalSettings settings, Elsewhere elsewhere) {
        return new JournalPoint(
                settings,
                folder -> {
                    throw new IllegalArgumentException("no broker runs");
                },
                new JournalSpace(Emptying.ALL, elsewhere));
    }

    /** Has a checkpoint written soon. */
    void askForCheckpoint() {
        space.wantCheckpoint();
    }

    /** Whether a checkpoint was asked for or is under way. */
    boolean checkpointing() {
        return space.checkpointing();
    }

    void opened(Journal opened) {
        journal = opened;
        space.opened(opened);
    }

    /** What a force costs on the journal's disk. */
    void probed(ForceProbe result) {
        space.probed(result);
    }

    /** The engine has recovered. */
    void recovered() {
        space.closeReader();
    }

    @Override
    public Space space() {
        return space;
    }

    @Override
    public Backups backups() {
        return backups;
    }

    /** Who is told, under the engine's hands, that an append found the journal failed. */
    void whenFailed(Consumer<JournalFailedException> listener) {
        failed = listener;
    }

    @Override
    public long append(RecordGroup group, boolean mayUseReserve) {
        try {
            return journal.append(group, mayUseReserve ? Admission.RESERVE : Admission.NORMAL);
        } catch (JournalFailedException e) {
            failed.accept(e);
            throw e;
        }
    }

    @Override
    public boolean tryForce() {
        return journal.tryForce() != Journal.BUSY;
    }

    @Override
    public boolean idle() {
        return journal.idle();
    }

    @Override
    public long durablePosition() {
        return journal.durablePosition();
    }

    @Override
    public long appendedPosition() {
        return journal.appendedPosition();
    }

    @Override
    public boolean congested() {
        return journal.gatheredBytes() > CONGESTION_BYTES;
    }

    @Override
    public long room() {
        return journal.preparedBytes() - margin;
    }

    @Override
    public long lastForceNanos() {
        return journal.lastForceNanos();
    }

    @Override
    public boolean prepareStep() {
        return journal.prepareStep();
    }

    @Override
    public boolean sealIfIdle() {
        return journal.sealIfIdle();
    }

    @Override
    public boolean fetchWanted() {
        return space.fetchWanted();
    }

    @Override
    public List<Input> fetchSome() {
        return space.fetchSome();
    }

    @Override
    public boolean checkpointWantsStep() {
        return space.wantsStep();
    }

    @Override
    public CheckpointKeeper.Progress checkpointStep() {
        return space.step();
    }

    @Override
    public void encourageCheckpoint() {
        space.encourage();
    }

    @Override
    public @Nullable Boolean takeCheckpointOutcome() {
        return space.takeOutcome();
    }

    @Override
    public void close() {
        backups.stop(BACKUP_MILLIS);
        space.closeReader();
        journal.close();
    }
}
