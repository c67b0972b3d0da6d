package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumSession;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** What a connection handle needs of the managed connection that it is associated with. */
public interface Attachment {
    /** The physical session, which all work of the handle is done with. */
    AngariumSession session();

    /** Whether that session is in a transaction of the container now. */
    boolean inTransaction();

    /** Whether others work over the same connection to the broker. */
    boolean isShared();

    /** Lets messages come. */
    void start() throws JMSException;

    /** Client identifier of the physical connection. */
    @Nullable
    String clientId() throws JMSException;

    /** About provider and API. */
    ConnectionMetaData metaData() throws JMSException;

    /** The handle was closed by the application. */
    void closed(ConnectionHandle handle);
}
