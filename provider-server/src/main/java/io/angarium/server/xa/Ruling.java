package io.angarium.server.xa;

/** What a call is answered with, and what it does; a cell of {@link XaTable}. */
public enum Ruling {
    /** XA_OK: a new branch, with which the caller is associated. */
    CREATE,
    /** XA_OK: the caller is associated. */
    JOIN,
    /** XA_OK: the caller's association is active again. */
    RESUME,
    /** XA_OK: the caller's association is over. */
    DETACH,
    /** XA_OK: the caller's association is over, and the branch can only roll back. */
    DETACH_AND_DOOM,
    /** XA_OK: the caller's association is suspended. */
    SUSPEND,
    /** XA_OK or XA_RDONLY, or a code of the XA_RB family if it could not be: then the branch is over. */
    PREPARE,
    /** XA_OK, or before it was prepared a code of the XA_RB family: the branch is over. */
    COMMIT,
    /** XA_OK: the branch is rolled back and over. */
    ROLL_BACK,
    /** XA_OK: the memory of the branch is dropped. */
    FORGET,
    /** Why the branch can only roll back; nothing changes. */
    REASON,
    /** Why the branch can only roll back; the caller's association is over. */
    REASON_AND_DETACH,
    /** Why the branch can only roll back; it is rolled back and over. */
    REASON_AND_ROLL_BACK,
    /** XA_HEURCOM; nothing changes. */
    HEURCOM,
    /** XA_HEURRB; nothing changes. */
    HEURRB,
    /** XAER_NOTA; nothing changes. */
    NOTA,
    /** XAER_DUPID; nothing changes. */
    DUPID,
    /** XAER_PROTO; nothing changes. */
    PROTO
}
