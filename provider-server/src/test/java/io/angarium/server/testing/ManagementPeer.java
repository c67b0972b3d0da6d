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
import java.util.List;
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
        return rows(uri, operation, arguments).get(0);
    }

    /** The rows of the answer, if they fit one frame. */
    public static List<Map<String, Object>> rows(String uri, String operation, Map<String, Object> arguments) {
        CompletableFuture<List<Map<String, Object>>> answer = new CompletableFuture<>();
        LinkListener listener = new LinkListener() {
            @Override
            public void frame(Frame frame) {
                if (frame instanceof ReplyFrame.Rows rows) {
                    answer.complete(rows.rows());
                } else if (frame instanceof ReplyFrame.Failed failed) {
                    answer.completeExceptionally(new IllegalStateException(failed.reason()));
                }
            }

            @Override
            public void endOfBatch() {}

            @Override
            public void broken(LinkException cause) {
                answer.completeExceptionally(cause);
            }
        };
        ConnectionFrame.Hello hello = new ConnectionFrame.Hello(
                ProtocolVersion.LOWEST, ProtocolVersion.CURRENT, 0, UUID.randomUUID(), null, null, null, "test", 0);
        try (Link link = Links.open(BrokerUri.parse(uri), hello, listener)) {
            link.send(new ManagementFrame.Manage(1, operation, arguments));
            return answer.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
