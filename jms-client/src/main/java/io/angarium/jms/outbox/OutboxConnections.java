package io.angarium.jms.outbox;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.LinkOpener;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Hello;
import java.io.NotSerializableException;
import java.util.UUID;

/** The client's connections on links to the outbox, and the relay's links to the broker. Immutable. Jakarta Messaging 3.1 section 6.1. */
final class OutboxConnections extends AngariumConnectionFactory {
    private static final long serialVersionUID = 1L;

    private final transient CurrentTransaction transaction;

    OutboxConnections(AngariumConnectionFactory broker, CurrentTransaction transaction) {
        super(broker);
        this.transaction = transaction;
    }

    @Override
    protected LinkOpener links() {
        return new LinkOpener() {
            @Override
            public Link open(BrokerUri uri, Hello hello, LinkListener listener) {
                return new OutboxLink(transaction, hello, listener);
            }

            @Override
            public boolean reconnects() {
                return false;
            }
        };
    }

    /** A link to the broker itself. */
    Link toBroker(UUID incarnation, LinkListener listener) {
        return openLink(incarnation, listener);
    }

    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("an outbox belongs to its JVM and its data source");
    }
}
