package io.angarium.server.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Again and again, by a cron expression. Immutable. */
public final class Recurring implements Schedule {
    private static final int FIELDS = 5;

    /** Nothing recurs after the year 9999. */
    private static final long END = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private static final CronDefinition MINUTES = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final CronDefinition SECONDS = CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53);

    private final ExecutionTime times;
    private final ZoneId zone;

    private Recurring(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads a cron expression: minute, hour, day of the month, month, day of the week; with six fields the first one is the second. A time zone may follow, else
     * it is UTC.
     *
     * @throws IllegalArgumentException if it is none; the message is for people
     */
    static Recurring parse(String text) {
        List<String> words = Arrays.asList(text.split("\\s+"));
        Optional<ZoneId> zone = zone(words.get(words.size() - 1));
        List<String> fields = zone.isPresent() ? words.subList(0, words.size() - 1) : words;
        if (fields.size() != FIELDS && fields.size() != FIELDS + 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no cron expression: it has " + fields.size()
                            + " fields, not 5 (minute, hour, day, month, weekday) or 6 (second first), and then a time zone or none");
        }
        try {
            CronParser parser = new CronParser(fields.size() == FIELDS ? MINUTES : SECONDS);
            return new Recurring(
                    ExecutionTime.forCron(parser.parse(String.join(" ", fields))), zone.orElse(ZoneOffset.UTC));
        } catch (RuntimeException e) { // of any kind: what a sender writes must not become an error of the broker's
            throw new IllegalArgumentException("'" + text + "' is no cron expression: " + e.getMessage(), e);
        }
    }

    private static Optional<ZoneId> zone(String word) {
        if (!Character.isLetter(word.charAt(0)) && word.charAt(0) != '+' && !word.startsWith("-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(word));
        } catch (DateTimeException noZone) {
            return Optional.empty();
        }
    }

    /**
     * The first time that comes after a moment. One that is left out where the clock goes forward comes as much later by the clock; where the clock goes back, one that is there
     * twice comes once, unless the expression has several in that hour: then they come in both.
     *
     * @param after milliseconds since the epoch
     * @return milliseconds since the epoch; empty if it never comes
     */
    public OptionalLong next(long after) {
        if (after < 0 || after >= END) {
            return OptionalLong.empty();
        }
        try {
            return nextWithin(after);
        } catch (DateTimeException | ArithmeticException beyondTheCalendar) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong nextWithin(long after) {
        Instant from = Instant.ofEpochMilli(after);
        Instant next = after(from.atZone(zone));
        ZoneRules rules = zone.getRules();
        if (!rules.isFixedOffset()) {
            next = earlier(next, leftOut(rules.previousTransition(from.plusMillis(1)), from));
            ZoneOffsetTransition coming = rules.nextTransition(from);
            if (coming != null && (next == null || coming.getInstant().isBefore(next))) {
                next = earlier(next, leftOut(coming, from));
            }
        }
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.toEpochMilli());
    }

    private @Nullable Instant after(ZonedDateTime from) {
        return times.nextExecution(
                        from.truncatedTo(ChronoUnit.SECONDS)) // what is within a second would stay in the result
                .map(ZonedDateTime::toInstant)
                .orElse(null);
    }

    /** The next time that the clock leaves out at a transition, or null. */
    private @Nullable Instant leftOut(@Nullable ZoneOffsetTransition transition, Instant from) {
        if (transition == null || !transition.isGap()) {
            return null;
        }
        Instant begin = transition.getInstant().minusMillis(1);
        Instant end = transition.getInstant().plus(transition.getDuration());
        if (!from.isBefore(end)) {
            return null;
        }
        Instant next = after((from.isAfter(begin) ? from : begin).atZone(transition.getOffsetBefore()));
        return next == null || !next.isBefore(end) ? null : next;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isBefore(a)) ? b : a;
    }
}
