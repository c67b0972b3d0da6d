package io.angarium.examples.benchmark.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
    private static final double WHOLE = 100;
    private static final double TENTHS = 10;

    private Numbers() {}

    /** Three digits or more. */
    static String text(double value) {
        double size = Math.abs(value);
        String format = size >= WHOLE ? "%,.0f" : size >= TENTHS ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "± %.0f %%", share * 100);
    }
}
