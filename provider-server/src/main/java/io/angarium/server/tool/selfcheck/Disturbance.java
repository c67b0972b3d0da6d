package io.angarium.server.tool.selfcheck;

/** Something that goes wrong. */
public enum Disturbance {
    /** SIGKILL and a new start. */
    KILL(true),
    /** The broker's process stands still for a while (SIGSTOP), and is then killed or goes on. */
    STOP(true),
    /** All connections are cut. */
    CUT(false),
    /** All connections are cut after some number of bytes in one direction. */
    CUT_MIDWAY(false),
    /** Nothing passes for a while; then the connections go on or are cut. */
    FREEZE(false),
    /** What goes in one direction gets lost for a while, then the connections are cut. */
    ONE_WAY(false),
    /** Everything comes late for a while. */
    DELAY(false),
    /** Everything comes byte by byte for a while. */
    DRIP(false),
    /** Little passes in a second for a while. */
    THROTTLE(false);

    private final boolean needsProcess;

    Disturbance(boolean needsProcess) {
        this.needsProcess = needsProcess;
    }

    /** Whether the broker has to be one that may be killed. */
    public boolean needsProcess() {
        return needsProcess;
    }
}
