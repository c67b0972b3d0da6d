package io.angarium.jms.reconnect;

import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes what comes from one of the links, until that is lost. Called by the link's reading thread. */
final class Leg implements LinkListener {
    private final LinkListener client;
    private final Conversation conversation;
    private final BiConsumer<Leg, LinkException> onBroken;
    private volatile @Nullable LinkException broken;

    /**
     * @param client who shall hear what comes
     * @param conversation sees what comes
     * @param onBroken told of the end, by the thread that brings the news; never blocks
     */
    Leg(LinkListener client, Conversation conversation, BiConsumer<Leg, LinkException> onBroken) {
        this.client = client;
        this.conversation = conversation;
        this.onBroken = onBroken;
    }

    @Override
    public void frame(Frame frame) {
        if (frame instanceof ConsumerFrame.Deliver) {
            client.frame(frame);
        } else if (frame instanceof ReplyFrame reply && reply.correlation() < 0) {
            Frame told = Conversation.restored(reply);
            if (told != null) {
                client.frame(conversation.receives(told));
            }
        } else {
            client.frame(conversation.receives(frame));
        }
    }

    @Override
    public void endOfBatch() {
        client.endOfBatch();
    }

    @Override
    public void broken(LinkException cause) {
        broken = cause;
        onBroken.accept(this, cause);
    }

    /** Why it ended, null if it has not. */
    @Nullable
    LinkException end() {
        return broken;
    }
}
