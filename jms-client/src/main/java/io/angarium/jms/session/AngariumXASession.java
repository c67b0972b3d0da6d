package io.angarium.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.XASession;
import javax.transaction.xa.XAResource;

/** A session in the transactions of somebody else: Jakarta Messaging 3.1 section 6.2.8. Used as {@link AngariumSession}. */
public final class AngariumXASession extends AngariumSession implements XASession {
    private final XAResource resource;

    AngariumXASession(AngariumConnection owner, SessionCore core) {
        super(owner, core);
        resource = new XaResource(core);
    }

    /** This session: what is done with it while it is associated with a branch belongs to that branch. */
    @Override
    public Session getSession() throws JMSException {
        core().checkOpen();
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }
}
