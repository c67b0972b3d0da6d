package io.angarium.jms.channel;

import io.angarium.wire.ReplyFrame;
import org.jspecify.annotations.Nullable;

/** One request under way. The reading thread completes it, the requesting thread looks at it. */
final class PendingReply {
    private final Runnable onReply;
    private volatile @Nullable ReplyFrame reply;

    PendingReply(Runnable onReply) {
        this.onReply = onReply;
    }

    /** On the reading thread: what has to happen in the order of the stream happens here. */
    void complete(ReplyFrame frame) {
        if (frame instanceof ReplyFrame.Ok) {
            onReply.run();
        }
        reply = frame;
    }

    boolean done() {
        return reply != null;
    }

    @Nullable
    ReplyFrame reply() {
        return reply;
    }
}
