package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is given to several: a queue whose messages stay, and those that are given what is in it, one message after the other. What a topic keeps for subscribers that
 * come later is a queue of its own, in the journal a durable subscription of the broker's; a queue that its consumers only read is one too, and each of them is given
 * it. Owner: the engine's holder.
 */
final class Keep {
    /** The name of that subscription; clients may not have one of this name. */
    static final String NAME = "$kept";

    /** Where priorities mean nothing, all messages stand in the line of this one. */
    static final int LANE = 4;

    private final Keeps keeps;
    private final @Nullable Topic topic;
    private final MessageQueue queue;
    private final List<Follower> followers = new ArrayList<>(0);
    private long lookAt = Long.MAX_VALUE;

    /** @param topic null if the queue is one of its own, which its consumers read */
    Keep(Keeps keeps, @Nullable Topic topic, MessageQueue queue) {
        this.keeps = keeps;
        this.topic = topic;
        this.queue = queue;
    }

    static Subscription subscription(Topic topic) {
        return new Subscription(topic.destination().name(), NAME, null, true, true, null, false, 0);
    }

    @Nullable
    Topic topic() {
        return topic;
    }

    MessageQueue queue() {
        return queue;
    }

    List<Follower> followers() {
        return followers;
    }

    /** A subscription has ended, or needs nothing of it any more. */
    void left(Follower follower) {
        followers.remove(follower);
        if (topic != null) {
            keeps.lookAt(this, 0);
        } else if (followers.isEmpty()) {
            queue.keep(null);
        }
    }

    /** The queue has ended. */
    void end() {
        if (topic != null) {
            topic.keep(null);
        }
        keeps.forget(this);
    }

    /** When its oldest message may be too old, or something is to be tried again. */
    long lookAt() {
        return lookAt;
    }

    void lookAt(long time) {
        lookAt = time;
    }

    /** The oldest message, or the run that it is parked in, or null. */
    @Nullable
    MessageRef oldest() {
        return queue.order().head(LANE);
    }

    /** When the oldest message came, milliseconds since the epoch; null if there is none, or that is not known at the moment. */
    @Nullable
    Long since() {
        MessageRef oldest = oldest();
        return oldest == null || oldest instanceof ParkedRun
                ? null
                : Long.valueOf(oldest.stored().acceptedAt());
    }
}
