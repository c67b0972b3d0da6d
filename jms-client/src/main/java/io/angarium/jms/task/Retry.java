package io.angarium.jms.task;

import java.time.Duration;

/**
 * How often a task that fails is tried, and when: after its first failure it waits {@code first}, then each time {@code factor} times as long,
 * at most {@code longest}; by {@code jitter} per cent more or less, so that tasks that fail together do not come back together.
 *
 * @param attempts how often in all, 1 to 1,000,000
 * @param first    the first pause, not negative
 * @param factor   at least 1
 * @param longest  the longest pause, without the jitter, at least {@code first}
 * @param jitter   0 to 100
 */
public record Retry(int attempts, Duration first, double factor, Duration longest, int jitter) {
    /** Tried once. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, 1, Duration.ZERO, 0);

    private static final int MOST = 1_000_000;

    public Retry {
        if (attempts < 1
                || attempts > MOST
                || first.isNegative()
                || !(factor >= 1)
                || longest.compareTo(first) < 0
                || jitter < 0
                || jitter > 100) {
            throw new IllegalArgumentException("no retries like this: " + attempts + " attempts, first pause " + first
                    + ", factor " + factor + ", longest " + longest + ", jitter " + jitter + " %");
        }
    }

    /** So many attempts, each as long after the one before. */
    public static Retry every(int attempts, Duration pause) {
        return new Retry(attempts, pause, 1, pause, 0);
    }

    /** The pause in milliseconds after so many failures of the task with that identifier; negative if there is no attempt left. */
    long pause(int failures, String id) {
        if (failures >= attempts) {
            return -1;
        }
        double pause = Math.min(longest.toMillis(), first.toMillis() * Math.pow(factor, failures - 1.0));
        int spread = Math.floorMod((id + failures).hashCode() * 0x9E3779B9, 2001) - 1000; // of a thousand
        return Math.round(pause + pause * jitter / 100 * spread / 1000);
    }

    /** As it stands in a message. */
    String text() {
        return attempts + " " + first.toMillis() + " " + factor + " " + longest.toMillis() + " " + jitter;
    }

    static Retry of(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 5) {
            throw new IllegalArgumentException("no retries: '" + text + "'");
        }
        return new Retry(
                Integer.parseInt(words[0]),
                Duration.ofMillis(Long.parseLong(words[1])),
                Double.parseDouble(words[2]),
                Duration.ofMillis(Long.parseLong(words[3])),
                Integer.parseInt(words[4]));
    }
}
