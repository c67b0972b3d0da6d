package io.angarium.ra.handle;

import jakarta.resource.spi.ConnectionRequestInfo;
import org.jspecify.annotations.Nullable;

/**
 * What an application said when it asked for a connection: Connectors 2.1 section 6.5.1.2.
 *
 * @param user its user for application sign-on; null if it named none
 * @param password that goes with it
 */
public record Request(@Nullable String user, @Nullable String password) implements ConnectionRequestInfo {
    /** Asked for without user and password. */
    public static final Request PLAIN = new Request(null, null);

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "Request[user=" + user + "]";
    }
}
