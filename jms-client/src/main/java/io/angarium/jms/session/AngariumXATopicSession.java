package io.angarium.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TopicSession;
import jakarta.jms.XATopicSession;
import javax.transaction.xa.XAResource;

/** An XA session of the topic domain: Jakarta Messaging 3.1 section 11.3.3. Used as {@link AngariumSession}. */
final class AngariumXATopicSession extends AngariumTopicSession implements XATopicSession {
    private final XAResource resource;

    AngariumXATopicSession(AngariumConnection owner, SessionCore core) {
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
    public TopicSession getTopicSession() throws JMSException {
        core().checkOpen();
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }
}
