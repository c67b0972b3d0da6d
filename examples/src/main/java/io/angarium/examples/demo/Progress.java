package io.angarium.examples.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Progress on standard error: on a terminal one line that is overwritten, elsewhere a line now and then. Owned by one thread. */
final class Progress {
    private static final int BAR_WIDTH = 30;

    private final PrintStream out;
    private final boolean live;
    private final int total;
    private final long everyNanos;
    private long shownNanos;

    Progress(PrintStream out, boolean live, int total) {
        this.out = out;
        this.live = live;
        this.total = total;
        this.everyNanos = live ? TimeUnit.MILLISECONDS.toNanos(100) : TimeUnit.SECONDS.toNanos(2);
        this.shownNanos = System.nanoTime();
    }

    /** A line that stays. */
    void say(String line) {
        out.println((live ? "\r\u001b[K" : "") + line);
    }

    /** How far it is; shown if the last time is long enough ago. */
    void show(int confirmed, int received) {
        long now = System.nanoTime();
        if (now - shownNanos < everyNanos) {
            return;
        }
        shownNanos = now;
        String counts = String.format(Locale.ROOT, "%,d confirmed, %,d received of %,d", confirmed, received, total);
        if (live) {
            int filled = (int) ((long) BAR_WIDTH * received / total);
            out.print("\r\u001b[K[" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] " + counts);
            out.flush();
        } else {
            out.println(counts);
        }
    }
}
