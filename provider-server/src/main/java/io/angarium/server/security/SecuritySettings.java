package io.angarium.server.security;

import java.nio.file.Path;

/**
 * Who may connect.
 *
 * @param usersFile the users, see {@link UserStore}; need not exist
 * @param anonymousLoopback whether, once there are users, this machine may still connect without a name
 */
public record SecuritySettings(Path usersFile, boolean anonymousLoopback) {

    /** The file {@code users} in the data folder; once there are users, nobody connects without a name. */
    public static SecuritySettings in(Path data) {
        return new SecuritySettings(data.resolve("users"), false);
    }
}
