package io.angarium.examples.demo;

/**
 * What came out.
 *
 * @param sent orders sent at least once
 * @param confirmed orders whose send returned
 * @param received different orders received
 * @param lost confirmed orders that nobody received
 * @param redelivered messages received again, with JMSRedelivered
 * @param resent orders received again because the producer sent them again after a send that failed
 * @param unexplained any other double
 * @param sentAgain sends that repeated one that had failed
 * @param connectionsLost how often a process had to reconnect
 */
record Outcome(
        int sent,
        int confirmed,
        int received,
        int lost,
        int redelivered,
        int resent,
        int unexplained,
        int sentAgain,
        int connectionsLost) {

    /** Nothing lost, nothing doubled without a reason, nothing missing. */
    boolean good(int expected) {
        return lost == 0 && unexplained == 0 && confirmed == expected && received == expected;
    }
}
