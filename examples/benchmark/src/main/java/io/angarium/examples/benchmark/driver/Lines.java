package io.angarium.examples.benchmark.driver;

import io.angarium.examples.benchmark.measure.Sample;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What driver and run say to each other, a line each.
 *
 * <pre>
 *   driver: ready                                  the scenario is open
 *   run:    run NUMBER RAMP_MILLIS LENGTH_MILLIS VOLUME COUNTING   measure once
 *   driver: figures NAME=VALUE ...                 what was measured
 *   driver: restart                                kill the broker and start it again, please
 *   run:    restarted PID URL                      done
 *   driver: failed TEXT                            and the driver ends
 *   run:    end                                    close the scenario and end
 * </pre>
 */
public final class Lines {
    public static final String READY = "ready";
    public static final String END = "end";
    public static final String RESTART = "restart";

    private static final String FIGURES = "figures";
    private static final String FAILED = "failed ";

    private Lines() {}

    static String figures(Sample sample) {
        StringBuilder line = new StringBuilder(FIGURES);
        sample.metrics()
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    /** The figures, if the line has some. */
    public static boolean isFigures(String line) {
        return line.startsWith(FIGURES);
    }

    /** Reads them. */
    public static Sample figures(String line) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            metrics.put(words[i].substring(0, equals), Double.valueOf(words[i].substring(equals + 1)));
        }
        return new Sample(metrics);
    }

    static String failure(Throwable cause) {
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return FAILED + text.replace('\n', ' ');
    }

    /** Why the driver failed, or the line itself. */
    public static String reason(String line) {
        return line.startsWith(FAILED) ? line.substring(FAILED.length()) : line;
    }

    /**
     * How much a run does.
     *
     * @param rampMillis before the window
     * @param windowMillis the window
     * @param volume for scenarios that do a fixed amount
     * @param counting whether to count flushes and allocations and nothing else
     */
    public record Length(long rampMillis, long windowMillis, int volume, boolean counting) {}

    /** An order to measure. */
    public static String run(int number, Length length) {
        return "run " + number + " " + length.rampMillis() + " " + length.windowMillis() + " " + length.volume() + " "
                + length.counting();
    }

    public static String restarted(long pid, String url) {
        return "restarted " + pid + " " + url;
    }
}
