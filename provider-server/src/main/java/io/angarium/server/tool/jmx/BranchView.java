package io.angarium.server.tool.jmx;

/** One branch as JMX shows it, with the columns of {@code tx list}. */
public interface BranchView {

    /** As the other operations take it. */
    String getXid();

    /** For instance PREPARED. */
    String getState();

    /** Node name of its transaction manager, empty if the identifier does not tell. */
    String getNode();

    /** For how long it has been in this state. */
    long getAgeSeconds();

    /** Who brought it into this state. */
    String getBy();

    /** How many messages it has consumed. */
    long getMessagesIn();

    /** How many messages it has sent. */
    long getMessagesOut();

    /** Where, for instance {@code orders -1, events +2}. */
    String getDestinations();

    /** What an operation did, or would do; empty where nothing was asked for. */
    String getOutcome();
}
