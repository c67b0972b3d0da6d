package io.angarium.server.crash;

import io.angarium.server.testing.ManagementPeer;
import java.util.Map;

/** Asks a broker about a queue, over a link of its own. */
final class QueueView {
    private QueueView() {}

    /** The row of {@code queue.show}. */
    static Map<String, Object> of(String uri, String queue) {
        return ManagementPeer.ask(uri, "queue.show", Map.of("name", queue));
    }
}
