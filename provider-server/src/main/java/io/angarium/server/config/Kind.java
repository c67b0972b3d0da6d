package io.angarium.server.config;

import io.angarium.server.policy.Written;
import io.angarium.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a key takes.
 *
 * @param reading makes a value of a text, null if it makes no sense
 * @param writing makes the text that reads as that value
 * @param takes what it takes, in words
 */
record Kind<T>(Function<String, @Nullable T> reading, Function<T, String> writing, String takes) {

    /** A text that is not empty. */
    static Kind<String> text() {
        return new Kind<>(text -> text.isEmpty() ? null : text, value -> value, "a text");
    }

    /** The name of a queue. */
    static Kind<String> queue() {
        return new Kind<>(
                text -> text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES
                        ? null
                        : text,
                value -> value,
                "a name of 1 to " + Limits.MAX_NAME_BYTES + " bytes");
    }

    /** A whole number within bounds. */
    static Kind<Integer> integer(int min, int max) {
        return new Kind<>(
                text -> {
                    Long number = Units.number(text);
                    return number == null || number < min || number > max ? null : number.intValue();
                },
                String::valueOf,
                "a whole number from " + min + " to " + max);
    }

    /** A number, perhaps with a fraction, within bounds. */
    static Kind<Double> number(int min, int max) {
        return new Kind<>(
                text -> {
                    Double number = Units.decimal(text);
                    return number == null || number < min || number > max ? null : number;
                },
                Written::number,
                "a number from " + min + " to " + max);
    }

    /** A percentage from 0% to 100%. */
    static Kind<Integer> percent() {
        return new Kind<>(
                text -> {
                    Long percent = Units.percent(text);
                    return percent == null ? null : percent.intValue();
                },
                Written::percent,
                "a percentage from 0% to 100%");
    }

    /** True or false. */
    static Kind<Boolean> bool() {
        return new Kind<>(
                text -> switch (text) {
                    case "true" -> Boolean.TRUE;
                    case "false" -> Boolean.FALSE;
                    default -> null;
                },
                String::valueOf,
                "true or false");
    }

    /** A time span within bounds. */
    static Kind<Duration> duration(Duration min, Duration max) {
        return new Kind<>(
                text -> {
                    Duration duration = Units.duration(text);
                    boolean good = duration != null && duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
                    return good ? duration : null;
                },
                Written::span,
                "a time span with its unit (ms, s, min or h) from " + Written.span(min) + " to " + Written.span(max));
    }

    /** A time span within bounds, or 0. */
    static Kind<Duration> durationOrZero(Duration min, Duration max) {
        Kind<Duration> bounded = duration(min, max);
        return new Kind<>(
                text -> Duration.ZERO.equals(Units.duration(text))
                        ? Duration.ZERO
                        : bounded.reading().apply(text),
                bounded.writing(),
                "0 or " + bounded.takes());
    }

    /** A size in bytes within bounds. */
    static Kind<Long> bytes(long min, long max) {
        return new Kind<>(
                text -> {
                    Long bytes = Units.bytes(text);
                    return bytes == null || bytes < min || bytes > max ? null : bytes;
                },
                Written::bytes,
                "a size with its unit (B, KiB, MiB or GiB) from " + Written.bytes(min) + " to " + Written.bytes(max));
    }

    /** A size in bytes, or a share of something. */
    static Kind<Long> bytesOrShare(long whole, String of) {
        return new Kind<>(
                text -> {
                    Long share = Units.percent(text);
                    Long bytes = share == null ? Units.bytes(text) : Long.valueOf(whole / 100 * share);
                    return bytes == null || bytes <= 0 ? null : bytes;
                },
                Written::bytes,
                "a size with its unit (B, KiB, MiB or GiB) or a percentage of " + of);
    }

    /** One of the words of a family, written with hyphens. */
    static <E extends Enum<E>> Kind<E> word(Class<E> family) {
        return new Kind<>(
                text -> Arrays.stream(family.getEnumConstants())
                        .filter(value -> Written.word(value).equals(text))
                        .findFirst()
                        .orElse(null),
                Written::word,
                Arrays.stream(family.getEnumConstants())
                        .map(Written::word)
                        .collect(Collectors.joining(", ", "one of ", "")));
    }
}
