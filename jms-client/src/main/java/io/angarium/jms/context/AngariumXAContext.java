package io.angarium.jms.context;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.AngariumXASession;
import io.angarium.jms.session.SessionMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.XAJMSContext;
import javax.transaction.xa.XAResource;

/** A context in the transactions of somebody else: Jakarta Messaging 3.1 section 6.2.8. Used as {@link AngariumContext}. */
public final class AngariumXAContext extends AngariumContext implements XAJMSContext {

    /** A context with a connection of its own, which it closes. */
    public AngariumXAContext(AngariumConnection connection) {
        super(new SharedConnection(connection), SessionMode.XA);
    }

    /** This context: what is done with it while it is associated with a branch belongs to that branch. */
    @Override
    public JMSContext getContext() {
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return Unchecked.get(() -> {
            if (openedSession() instanceof AngariumXASession session) {
                return session.getXAResource();
            }
            throw new IllegalStateRuntimeException("the session is no XA session");
        });
    }
}
