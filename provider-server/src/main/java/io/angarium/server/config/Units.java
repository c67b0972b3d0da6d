package io.angarium.server.config;

import io.angarium.server.policy.Written;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with units, as a person writes them. Null is what makes no sense. */
final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,15}) ?([A-Za-z%]*)");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private Units() {}

    static @Nullable Long number(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        return matcher.matches() && matcher.group(2).isEmpty() ? Long.valueOf(matcher.group(1)) : null;
    }

    static @Nullable Double decimal(String text) {
        return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    static @Nullable Long percent(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches() || !matcher.group(2).equals("%")) {
            return null;
        }
        long percent = Long.parseLong(matcher.group(1));
        return percent <= 100 ? percent : null;
    }

    static @Nullable Long bytes(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unit = matcher.matches() ? Written.sizes().get(matcher.group(2)) : null;
        if (unit == null) {
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        return count > Long.MAX_VALUE / unit ? null : Long.valueOf(count * unit);
    }

    static @Nullable Duration duration(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Duration unit = matcher.matches() ? Written.spans().get(matcher.group(2)) : null;
        if (unit == null) {
            return matcher.matches() && text.equals("0") ? Duration.ZERO : null;
        }
        long count = Long.parseLong(matcher.group(1));
        return count > Duration.ofDays(3650).toMillis() ? null : unit.multipliedBy(count);
    }
}
