package io.angarium.server.tool;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.Links;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProtocolVersion;
import io.angarium.wire.ReplyFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Management requests over a link of its own, one at a time. Owned by one thread. */
final class ManagementClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Replies replies = new Replies();
    private final Link link;
    private int correlation;

    /**
     * @param opener opens the link with the listener it is given
     */
    ManagementClient(Function<LinkListener, Link> opener) {
        this.link = opener.apply(replies);
    }

    /**
     * Connects.
     *
     * @throws ToolException if that is not possible
     */
    static ManagementClient open(String url, @Nullable String user, @Nullable String password) {
        ConnectionFrame.Hello hello = new ConnectionFrame.Hello(
                ProtocolVersion.LOWEST,
                ProtocolVersion.CURRENT,
                Features.SUPPORTED,
                UUID.randomUUID(),
                null,
                user,
                password,
                "angarium " + Version.number(),
                0);
        try {
            BrokerUri uri = BrokerUri.parse(url);
            return new ManagementClient(listener -> Links.open(uri, hello, listener));
        } catch (LinkException | IllegalArgumentException e) {
            throw new ToolException(Failures.explainConnect(url, e), e);
        }
    }

    /**
     * Asks for one operation.
     *
     * @return the rows of the answer, empty if it was a plain yes
     * @throws RefusedException if the broker refuses
     * @throws ToolException if it does not answer in time
     */
    List<Map<String, Object>> ask(String operation, Map<String, Object> arguments) throws InterruptedException {
        replies.begin(++correlation);
        try {
            link.send(new ManagementFrame.Manage(correlation, operation, arguments));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            if (!link.await(replies::complete, deadline)) {
                throw new ToolException(
                        "the broker did not answer " + operation + " within " + PATIENCE_SECONDS + " s");
            }
        } catch (LinkException e) {
            throw new ToolException("the connection to the broker was lost: " + Failures.oneLine(e.getMessage()), e);
        }
        return replies.rows();
    }

    @Override
    public void close() {
        link.close();
    }

    /** Gathers the frames of one answer; told by whichever thread reads, asked by the owner. Guarded by itself. */
    private static final class Replies implements LinkListener {
        private final List<Map<String, Object>> rows = new ArrayList<>();
        private int correlation;
        private boolean complete;
        private ReplyFrame.@Nullable Failed refusal;

        synchronized void begin(int newCorrelation) {
            correlation = newCorrelation;
            complete = false;
            refusal = null;
            rows.clear();
        }

        synchronized boolean complete() {
            return complete;
        }

        synchronized List<Map<String, Object>> rows() {
            if (refusal != null) {
                throw new RefusedException(refusal.code(), refusal.reason());
            }
            return List.copyOf(rows);
        }

        @Override
        public synchronized void frame(Frame frame) {
            if (!(frame instanceof ReplyFrame reply) || reply.correlation() != correlation) {
                return; // heartbeats, and answers that came too late
            }
            if (reply instanceof ReplyFrame.Rows some) {
                rows.addAll(some.rows());
                complete = !some.more();
            } else {
                if (reply instanceof ReplyFrame.Failed failed) {
                    refusal = failed;
                }
                complete = true;
            }
        }

        @Override
        public void endOfBatch() {
            // the link asks for the condition again by itself
        }

        @Override
        public void broken(LinkException cause) {
            // await and send tell
        }
    }
}
