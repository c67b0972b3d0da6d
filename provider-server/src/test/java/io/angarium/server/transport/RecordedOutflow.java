package io.angarium.server.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what an {@link Outflow} tells its loop. */
final class RecordedOutflow implements Outflow.Listener {
    private @Nullable Conversations conversations;
    private final Map<Integer, Long> written = new HashMap<>();
    private final List<Conversation> drained = new ArrayList<>();
    private final List<Throwable> stranded = new ArrayList<>();
    private @Nullable Error failure;

    void conversations(Conversations all) {
        conversations = all;
    }

    /** Has it fail with this when it is told that something has drained. */
    void failWith(Error error) {
        failure = error;
    }

    Map<Integer, Long> written() {
        return written;
    }

    List<Conversation> drained() {
        return drained;
    }

    List<Throwable> stranded() {
        return stranded;
    }

    @Override
    public boolean over(Conversation conversation) {
        return conversations != null && conversations.remove(conversation);
    }

    @Override
    public boolean allLeaving() {
        return conversations != null && conversations.allLeaving();
    }

    @Override
    public void drained(Conversation conversation) {
        if (failure != null) {
            throw failure;
        }
        drained.add(conversation);
    }

    @Override
    public String peer() {
        return "recorded";
    }

    @Override
    public void stranded(Throwable cause) {
        stranded.add(cause);
    }

    @Override
    public void written(int conversation, long bytes) {
        written.merge(conversation, bytes, Long::sum);
    }
}
