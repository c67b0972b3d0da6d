package io.angarium.server.security;

import java.nio.file.Path;

/**
 * Who may connect.
 *
 * @param usersFile the users, see {@link UserStore}; need not exist
 * @param anonymousLoopback whether, once there are users, this machine may still connect without a name
 */
public record SecuritySettings(Path usersFile, boolean anonymousLoopback) {
    /** Name of the users file in the data folder, unless configured otherwise. */
    public static final String USERS_FILE = "users";

    /** The file {@code users} in the data folder; once there are users, nobody connects without a name. */
    public static SecuritySettings in(Path data) {
        return new SecuritySettings(data.resolve(USERS_FILE), false);
    }
}
