package io.angarium.server.engine.sim;

/**
 * Whether applications go on sending while there is no link: in every fifth run. It follows from the seed, so that whatever else a seed does stays as it is.
 *
 * @param sends whether they do
 */
record SimUnlinked(boolean sends) {
    private static final int ONE_IN = 5;

    static SimUnlinked of(long seed) {
        return new SimUnlinked(seed % ONE_IN == 3);
    }
}
