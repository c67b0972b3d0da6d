package io.angarium.server.tool;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress of long work on standard error: a bar on a terminal, a plain line every few seconds elsewhere. Nothing at all within the
 * first second, so that short work stays quiet. Owned by one thread.
 */
final class Meter implements AutoCloseable {
    /** For work whose end is not known. */
    static final long UNKNOWN = -1;

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int BAR_MILLIS = 200;
    private static final int BAR_COLUMNS = 100;

    private final Terminal terminal;
    private final String task;
    private final long total;
    private final LongSupplier nanoTime;
    private final long begin;
    private long shown;
    private long done;
    private @Nullable ProgressBar bar;

    /**
     * @param task what is being done, such as "sent"
     * @param total how much there is, or {@link #UNKNOWN}
     * @param nanoTime the clock
     */
    Meter(Terminal terminal, String task, long total, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.task = task;
        this.total = total;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.shown = begin;
    }

    /** One more is done. */
    void step() {
        to(done + 1);
    }

    /** So many are done. */
    void to(long count) {
        done = count;
        long now = nanoTime.getAsLong();
        if (bar != null) {
            bar.stepTo(count);
        } else if (terminal.errorsOnTerminal()) {
            if (now - begin > QUIET_NANOS) {
                bar = startBar(now);
            }
        } else if (now - shown > PLAIN_NANOS) {
            shown = now;
            terminal.say(line(now));
        }
    }

    long done() {
        return done;
    }

    /** Such as {@code 20,000 messages in 4.8 s, 4,166/s}. */
    String summary(String unit) {
        long nanos = Math.max(1, nanoTime.getAsLong() - begin);
        return String.format(
                Locale.ROOT,
                "%,d %s%s in %.1f s, %,d/s",
                done,
                unit,
                done == 1 ? "" : "s",
                nanos / 1e9,
                perSecond(nanos));
    }

    private String line(long now) {
        String of = total == UNKNOWN ? "" : String.format(Locale.ROOT, " of %,d", total);
        return String.format(Locale.ROOT, "%s %,d%s, %,d/s", task, done, of, perSecond(now - begin));
    }

    private long perSecond(long nanos) {
        return (long) (done * 1e9 / Math.max(1, nanos));
    }

    private ProgressBar startBar(long now) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(BAR_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), BAR_COLUMNS))
                .showSpeed()
                .startsFrom(done, Duration.ofNanos(now - begin))
                .clearDisplayOnFinish()
                .build();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
