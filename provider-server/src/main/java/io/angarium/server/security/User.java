package io.angarium.server.security;

import java.util.SortedSet;

/**
 * A user without the password.
 *
 * @param name unique
 * @param roles what the user may do; {@link #ADMIN} for management
 */
public record User(String name, SortedSet<String> roles) {
    /** The role that allows management. */
    public static final String ADMIN = "admin";

    /** Whether the user may use management. */
    public boolean admin() {
        return roles.contains(ADMIN);
    }
}
