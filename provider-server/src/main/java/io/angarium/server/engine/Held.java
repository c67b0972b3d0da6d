package io.angarium.server.engine;

/** Something that may not happen before a position of the journal is durable. */
interface Held {
    /** Now it may. */
    void release();
}
