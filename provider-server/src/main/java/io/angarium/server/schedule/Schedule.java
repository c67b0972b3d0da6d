package io.angarium.server.schedule;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** When a message is to be delivered, as its sender says in the property {@value #PROPERTY}. Immutable. */
public sealed interface Schedule permits Schedule.Once, Recurring {
    /** The name of the property. */
    String PROPERTY = "JMS_ANGARIUM_SCHEDULE";

    /**
     * At a moment.
     *
     * @param millis since the epoch
     */
    record Once(long millis) implements Schedule {}

    /**
     * Reads the value of the property: a number, which is a moment in milliseconds since the epoch; a text such as {@code 2026-12-24T18:00:00+01:00}; or
     * a cron expression, see {@link Recurring#parse}.
     *
     * @throws IllegalArgumentException if it is none of these; the message is for people
     */
    static Schedule parse(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return new Once(Math.max(0, ((Number) value).longValue()));
        }
        if (!(value instanceof String text) || text.isBlank()) {
            throw new IllegalArgumentException(
                    "it is a moment, such as 2026-12-24T18:00:00+01:00 or milliseconds since 1970,"
                            + " or a cron expression, such as 0 3 * * MON-FRI Europe/Berlin");
        }
        if (text.strip().indexOf(' ') > 0) {
            return Recurring.parse(text.strip());
        }
        try {
            return new Once(
                    Math.max(0, OffsetDateTime.parse(text.strip()).toInstant().toEpochMilli()));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no moment with its offset from UTC, such as 2026-12-24T18:00:00+01:00", e);
        }
    }
}
