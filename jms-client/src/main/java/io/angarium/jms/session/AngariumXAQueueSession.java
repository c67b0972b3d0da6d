package io.angarium.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.XAQueueSession;
import javax.transaction.xa.XAResource;

/** An XA session of the queue domain: Jakarta Messaging 3.1 section 11.3.3. Used as {@link AngariumSession}. */
final class AngariumXAQueueSession extends AngariumQueueSession implements XAQueueSession {
    private final XAResource resource;

    AngariumXAQueueSession(AngariumConnection owner, SessionCore core) {
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
    public QueueSession getQueueSession() throws JMSException {
        core().checkOpen();
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }
}
