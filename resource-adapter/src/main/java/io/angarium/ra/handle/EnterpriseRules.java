package io.angarium.ra.handle;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TransactionInProgressException;

/**
 * What Jakarta Messaging 3.1 sections 12.2 and 12.3 allow in a web or EJB container. No state.
 */
final class EnterpriseRules {
    private EnterpriseRules() {}

    /** The exception for a method that must not be used there. */
    static IllegalStateException refusal(String method, String instead) {
        return new IllegalStateException(method + " is not allowed in a Jakarta EE application (Jakarta Messaging 3.1,"
                + " section 12.2): " + instead);
    }

    /**
     * The acknowledgement mode of a session outside of transactions. In one, what was asked for counts for nothing.
     *
     * @param inTransaction whether a transaction of the container is in progress
     * @param transacted as the application asked; ignored, as section 12.3 wants. A mode of {@link Session#SESSION_TRANSACTED} with it
     *     means no more than that, and is taken for {@link Session#AUTO_ACKNOWLEDGE}
     * @param mode as the application asked
     * @throws JMSException if it may not be used
     */
    static int acknowledgeMode(boolean inTransaction, boolean transacted, int mode) throws JMSException {
        if (mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE) {
            return mode;
        }
        if (inTransaction || (transacted && mode == Session.SESSION_TRANSACTED)) {
            return Session.AUTO_ACKNOWLEDGE;
        }
        throw new IllegalStateException("acknowledgement mode " + name(mode)
                + " is not allowed in a Jakarta EE application without a transaction (Jakarta Messaging 3.1, section"
                + " 12.3): use AUTO_ACKNOWLEDGE or DUPS_OK_ACKNOWLEDGE, or begin a transaction");
    }

    private static String name(int mode) {
        return switch (mode) {
            case Session.SESSION_TRANSACTED -> "SESSION_TRANSACTED";
            case Session.CLIENT_ACKNOWLEDGE -> "CLIENT_ACKNOWLEDGE";
            default -> String.valueOf(mode);
        };
    }

    /** The exception for a commit or rollback by the application itself. */
    static JMSException completion(boolean inTransaction, String method) {
        return inTransaction
                ? new TransactionInProgressException(
                        "the container's transaction is in progress: it decides, " + method + " of the session cannot")
                : new IllegalStateException("the session is not transacted, so there is nothing to " + method
                        + ": begin a transaction of the container, by UserTransaction or declared");
    }
}
