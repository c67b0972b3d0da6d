package io.angarium.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** How a session acknowledges: Jakarta Messaging 3.1 section 6.2.10. */
public enum SessionMode {
    TRANSACTED(Session.SESSION_TRANSACTED),
    AUTO(Session.AUTO_ACKNOWLEDGE),
    CLIENT(Session.CLIENT_ACKNOWLEDGE),
    DUPS_OK(Session.DUPS_OK_ACKNOWLEDGE),
    /** {@link AngariumSession#INDIVIDUAL_ACKNOWLEDGE}. */
    INDIVIDUAL(AngariumSession.INDIVIDUAL_ACKNOWLEDGE),
    /** The same, made of CLIENT_ACKNOWLEDGE for what knows that one only. */
    INDIVIDUAL_CLIENT(Session.CLIENT_ACKNOWLEDGE),
    /** In the transactions of somebody else; outside of them as {@link #AUTO}. */
    XA(Session.SESSION_TRANSACTED);

    private final int code;

    SessionMode(int code) {
        this.code = code;
    }

    /** The constant of {@link Session}. */
    public int code() {
        return code;
    }

    /** Whether the specification calls such a session transacted. */
    public boolean isTransacted() {
        return code == Session.SESSION_TRANSACTED;
    }

    /** Whether each message is settled by itself. */
    boolean isIndividual() {
        return this == INDIVIDUAL || this == INDIVIDUAL_CLIENT;
    }

    /** The mode of a constant of {@link Session}. */
    public static SessionMode of(int code) throws JMSException {
        for (SessionMode mode : values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        throw new JMSException("session mode " + code + " is unknown");
    }

    /** The mode that the two arguments of the oldest way to create a session mean. */
    public static SessionMode of(boolean transacted, int code) throws JMSException {
        SessionMode mode = transacted ? TRANSACTED : of(code);
        if (!transacted && mode == TRANSACTED) {
            throw new JMSException("a session that is not transacted needs an acknowledgement mode");
        }
        return mode;
    }
}
