package io.angarium.server.host;

/** What a thread that brings input may be used for. */
public enum Caller {
    /** A thread of the broker's: may force the journal itself when that is quicker than waking another. */
    BROKER,
    /** An application's thread: never touches a file, because an interrupt would close it. */
    APPLICATION
}
