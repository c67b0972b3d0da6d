package io.angarium.server.testing;

import io.angarium.wire.ConnectionFrame;
import java.util.UUID;

/** First frames. */
public final class Hellos {
    private Hellos() {}

    /** Without a user, without a heartbeat. */
    public static ConnectionFrame.Hello anonymous() {
        return of(null, null, 0);
    }

    /** With a user and a promised heartbeat. */
    public static ConnectionFrame.Hello of(String user, String password, int heartbeatMillis) {
        return new ConnectionFrame.Hello(
                1, 1, 0, UUID.randomUUID(), null, user, password, "test peer", heartbeatMillis);
    }
}
