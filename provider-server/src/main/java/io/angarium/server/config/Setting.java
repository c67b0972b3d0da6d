package io.angarium.server.config;

/**
 * What a key of the configuration is set to, and why, for people.
 *
 * @param key its path
 * @param value as a file would say it, unless it is secret
 * @param standard what it is when nobody sets it
 * @param origin who said so: a place in the file, with the environment or the file that it refers to, or {@link #DEFAULT}
 * @param takes what may be said
 * @param meaning what it does
 */
public record Setting(String key, String value, String standard, String origin, String takes, String meaning) {
    /** The origin of what nobody sets. */
    public static final String DEFAULT = "default";
}
