package io.angarium.jms.channel;

import io.angarium.wire.ReplyFrame;
import java.util.ArrayList;
import java.util.List;

/** One request under way. The reading thread completes it, the requesting thread looks at it. */
public final class PendingReply {
    private final int correlation;
    private final String what;
    private final Runnable onReply;
    private final List<ReplyFrame> frames = new ArrayList<>(1); // of the reading thread until done
    private volatile boolean done;

    /** @param what is asked, for people */
    PendingReply(int correlation, String what, Runnable onReply) {
        this.what = what;
        this.correlation = correlation;
        this.onReply = onReply;
    }

    /** On the reading thread: what has to happen in the order of the stream happens here. */
    void complete(ReplyFrame frame) {
        if (frame instanceof ReplyFrame.Ok) {
            onReply.run();
        }
        frames.add(frame);
        if (!frame.more()) {
            done = true;
        }
    }

    String what() {
        return what;
    }

    int correlation() {
        return correlation;
    }

    boolean done() {
        return done;
    }

    /** The frames of the reply, once it is done. */
    List<ReplyFrame> frames() {
        return frames;
    }
}
