package io.angarium.jms.uri;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
public final class Durations {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,10})(ms|s|m|h)?");

    private Durations() {}

    /**
     * {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h} or plain milliseconds.
     *
     * @return milliseconds, at most {@link Integer#MAX_VALUE} (24 days)
     * @throws NumberFormatException if it is neither
     */
    public static int millis(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new NumberFormatException("not a duration: " + text);
        }
        String unit = matcher.group(2);
        long millis = Long.parseLong(matcher.group(1)) * factor(unit == null ? "ms" : unit);
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1;
        };
    }
}
