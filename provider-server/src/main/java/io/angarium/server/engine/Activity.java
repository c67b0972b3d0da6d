package io.angarium.server.engine;

/** Long work in short steps, so that no input waits for it. */
interface Activity {
    /** Does at most about a thousand messages' work; true when finished. */
    boolean step();
}
