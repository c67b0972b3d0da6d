package io.angarium.server.tool;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations with a unit: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}; a number alone is seconds. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(ms|s|m|h|)");
    private static final long MOST_DAYS = 36_525; // nanoseconds of it are far from the end of long

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 10s, 5m or 2h");
        }
        long number = Long.parseLong(form.group(1));
        Duration duration = of(number, form.group(2));
        if (duration.toDays() > MOST_DAYS) {
            throw new TypeConversionException("'" + text + "' is longer than a hundred years");
        }
        return duration;
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
