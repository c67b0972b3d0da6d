package io.angarium.server.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How the values of settings are written, so that the configuration reads them as they were. No state. */
public final class Written {
    private static final Map<String, Duration> SPANS = new LinkedHashMap<>();

    static {
        SPANS.put("h", Duration.ofHours(1));
        SPANS.put("min", Duration.ofMinutes(1));
        SPANS.put("s", Duration.ofSeconds(1));
        SPANS.put("ms", Duration.ofMillis(1));
    }

    private static final long KIB = 1024;
    private static final Map<String, Long> SIZES = new LinkedHashMap<>();

    static {
        SIZES.put("GiB", KIB * KIB * KIB);
        SIZES.put("MiB", KIB * KIB);
        SIZES.put("KiB", KIB);
        SIZES.put("B", 1L);
    }

    private Written() {}

    /** The units of sizes, the largest first. */
    public static Map<String, Long> sizes() {
        return SIZES;
    }

    /** A size in the largest unit of which it is a whole number. */
    public static String bytes(long bytes) {
        for (Map.Entry<String, Long> unit : SIZES.entrySet()) {
            if (bytes >= unit.getValue() && bytes % unit.getValue() == 0) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return bytes + "B";
    }

    /** The units of time spans, the longest first. */
    public static Map<String, Duration> spans() {
        return SPANS;
    }

    /** A time span in the longest unit of which it is a whole number; {@code 0} for none. */
    public static String span(Duration span) {
        for (Map.Entry<String, Duration> unit : SPANS.entrySet()) {
            long millis = unit.getValue().toMillis();
            if (span.toMillis() >= millis && span.toMillis() % millis == 0) {
                return span.toMillis() / millis + unit.getKey();
            }
        }
        return "0";
    }

    /** A number, without a fraction if it has none. */
    public static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** A percentage. */
    public static String percent(int value) {
        return value + "%";
    }

    /** One of the words of a family. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
