package io.angarium.examples.demo;

/**
 * What came out.
 *
 * @param sent orders sent at least once
 * @param confirmed orders whose send returned
 * @param received different orders received
 * @param lost confirmed orders that nobody received
 * @param redelivered messages received again, with JMSRedelivered
 * @param unexplained any other double
 * @param connectionsLost how often a process lost its connection and got it back
 */
record Outcome(int sent, int confirmed, int received, int lost, int redelivered, int unexplained, int connectionsLost) {

    /** Nothing lost, nothing doubled without a reason, nothing missing. */
    boolean good(int expected) {
        return lost == 0 && unexplained == 0 && confirmed == expected && received == expected;
    }
}
