package io.angarium.jms;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Hello;
import jakarta.jms.JMSException;
import java.util.function.BiFunction;

/** Makes connections over links of a test's own. */
public final class OverLinks {
    private OverLinks() {}

    /** A connection with the options of a URI, over the link that is made for it. */
    public static AngariumConnection connect(String uri, BiFunction<Hello, LinkListener, Link> links)
            throws JMSException {
        BrokerUri parsed = BrokerUri.parse(uri);
        return ConnectionOpener.open(
                (ignored, hello, listener) -> links.apply(hello, listener),
                parsed,
                FactoryOptions.NONE.settings(parsed),
                new ConnectionOpener.Credentials(null, null),
                AngariumConnection::new);
    }
}
