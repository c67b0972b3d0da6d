package io.angarium.server.policy;

/**
 * Whether only the newest message of each value of a property stays.
 *
 * @param property which; {@link #NO_PROPERTY} for none
 */
public record LastValuePolicy(String property) {
    /** What stands for none. */
    public static final String NO_PROPERTY = "none";

    /** All messages stay. */
    public static final LastValuePolicy NONE = new LastValuePolicy(NO_PROPERTY);

    /** Whether newer messages replace older ones. */
    public boolean on() {
        return !property.equals(NO_PROPERTY);
    }
}
