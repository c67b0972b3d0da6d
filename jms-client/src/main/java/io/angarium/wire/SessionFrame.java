package io.angarium.wire;

import java.util.List;

/** Frames that concern a session. Session numbers are chosen by the client, are positive and never used twice in a connection. */
public sealed interface SessionFrame extends Frame {

    /** Opens a session; not answered. */
    record OpenSession(int session) implements SessionFrame {}

    /**
     * Closes a session with its producers and consumers, rolls back its transaction, and returns what it held to the queues.
     *
     * @param handed what the application has seen of it, see {@link Handed}
     */
    record CloseSession(int correlation, int session, List<Handed> handed) implements SessionFrame, Frame.Request {}

    /**
     * Returns everything delivered to the session's consumers and not acknowledged to its place in the queues, and sets the credit of
     * these consumers to zero. Deliveries that precede the reply are void.
     */
    record Recover(int correlation, int session, List<Handed> handed) implements SessionFrame, Frame.Request {}

    /**
     * From the broker: a branch that has received in this session was rolled back, so that older messages than those delivered meanwhile
     * are there again. The client makes a {@link Recover} before it hands on another one.
     */
    record Recall(int session) implements SessionFrame {}

    /**
     * Opens a session that was open on an earlier connection of the same incarnation, which has been lost. What follows may repeat what
     * was sent there.
     *
     * @param confirmed the client knows the outcome of all sends up to this sequence
     * @param resentUpTo sends up to this sequence follow without credit, those that were sent before and those that waited for the link
     * @param ended number of the last transaction whose end the client knows, 0 if there is none
     * @param open number of the transaction that was open or whose end the client does not know, 0 if there is none
     * @param unsureMillis for how long the client has not known the outcome of its oldest send or commit without one; 0 if it has sent
     *     none of them before
     * @param tags where the tags of consumers go on that will be opened again: the highest that the client has seen
     * @param sentUpTo only sends up to this sequence may have left the client before; {@link #UNSAID} where the peers do not share
     *     {@link Features#SENT_UP_TO}, and then all up to resentUpTo may
     */
    record ResumeSession(
            int session,
            long confirmed,
            long resentUpTo,
            long ended,
            long open,
            long unsureMillis,
            List<Handed> tags,
            long sentUpTo)
            implements SessionFrame {
        /** In place of sentUpTo: the frame is without that field. */
        public static final long UNSAID = -1;

        /** One without sentUpTo. */
        public ResumeSession(
                int session,
                long confirmed,
                long resentUpTo,
                long ended,
                long open,
                long unsureMillis,
                List<Handed> tags) {
            this(session, confirmed, resentUpTo, ended, open, unsureMillis, tags, UNSAID);
        }
    }

    /**
     * Says that the application was given everything of this consumer up to and including a tag: only that counts as an attempt.
     *
     * @param consumer consumer number
     * @param upTo highest tag handed to the application, 0 if none
     */
    record Handed(int consumer, long upTo) {}
}
