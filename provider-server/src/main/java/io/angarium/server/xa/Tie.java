package io.angarium.server.xa;

/** The association of the calling session with the branch that it names: X/Open XA, table 6-2. */
public enum Tie {
    /** Not associated (T0). */
    NONE,
    /** Associated (T1). */
    ACTIVE,
    /** Association suspended (T2). */
    SUSPENDED
}
