package io.angarium.server.engine.sim;

/**
 * What all parts of a run share.
 *
 * @param choice where all chance comes from
 * @param tally how often what occurred
 * @param trace what happened, if anybody wants to know
 * @param planted the fault to be found, or none
 */
record SimRun(Choice choice, Tally tally, Trace trace, Planted planted) {

    /** Whether this fault is planted. */
    boolean has(Planted fault) {
        return planted == fault;
    }
}
