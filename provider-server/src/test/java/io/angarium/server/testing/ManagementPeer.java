package io.angarium.server.testing;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.Links;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProtocolVersion;
import io.angarium.wire.ReplyFrame;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a broker something, over a link of its own. */
public final class ManagementPeer {
    private ManagementPeer() {}

    /** The first row of the answer. */
    public static Map<String, Object> ask(String uri, String operation, Map<String, Object> arguments) {
        CompletableFuture<Map<String, Object>> row = new CompletableFuture<>();
        LinkListener listener = new LinkListener() {
            @Override
            public void frame(Frame frame) {
                if (frame instanceof ReplyFrame.Rows rows) {
                    row.complete(rows.rows().get(0));
                }
            }

            @Override
            public void endOfBatch() {}

            @Override
            public void broken(LinkException cause) {
                row.completeExceptionally(cause);
            }
        };
        ConnectionFrame.Hello hello = new ConnectionFrame.Hello(
                ProtocolVersion.LOWEST, ProtocolVersion.CURRENT, 0, UUID.randomUUID(), null, null, null, "test", 0);
        try (Link link = Links.open(BrokerUri.parse(uri), hello, listener)) {
            link.send(new ManagementFrame.Manage(1, operation, arguments));
            return row.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
