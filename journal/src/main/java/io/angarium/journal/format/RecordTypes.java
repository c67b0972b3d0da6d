package io.angarium.journal.format;

/**
 * Types of records. 0 to {@value #LAST_EFFECT} are the engine's effects, whose payload the journal does not look into; the rest
 * are the journal's own housekeeping, which a replica would not share.
 */
public final class RecordTypes {
    /** The highest type of the effects family. */
    public static final int LAST_EFFECT = 127;
    /** The highest type there is. */
    public static final int LAST = 255;
    /** First record of each opening of the journal; see {@link Housekeeping.Opening}. */
    public static final int OPENING = 128;
    /** Last record of a journal closed in order; no payload. */
    public static final int CLOSING = 129;
    /** Last record of a full segment; see {@link Housekeeping.SegmentSeal}. */
    public static final int SEGMENT_SEAL = 130;
    /** Last record of a checkpoint; see {@link Housekeeping.CheckpointEnd}. */
    public static final int CHECKPOINT_END = 131;
    /** A record that moved here, so that its segment can be given up. */
    public static final int MOVE = 132;

    private RecordTypes() {}

    /** Tells whether a type belongs to the effects family. */
    public static boolean isEffect(int type) {
        return type >= 0 && type <= LAST_EFFECT;
    }
}
