package io.angarium.examples.demo;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Outcome and times of one run.
 *
 * @param confirmedAtKill confirmed orders when the broker was killed
 * @param beforeKillNanos from the first order to the kill
 * @param afterKillNanos from the broker being ready again to the last order received
 * @param restartNanos from starting the broker again to its ready line
 * @param recovered what the broker said about its recovery
 */
record DemoResult(
        Outcome outcome,
        int confirmedAtKill,
        long beforeKillNanos,
        long afterKillNanos,
        long restartNanos,
        String recovered) {

    /** The table at the end. */
    String table(int expected) {
        StringBuilder table = new StringBuilder();
        row(table, "sent", outcome.sent(), "orders, persistent, one blocking send each");
        row(table, "confirmed", outcome.confirmed(), confirmedAtKill + " of them when the broker was killed");
        row(table, "received", outcome.received(), "different orders, by two consumers");
        row(table, "LOST", outcome.lost(), "confirmed and never received; must be 0");
        row(table, "received again", outcome.redelivered(), "with JMSRedelivered: not acknowledged at the kill");
        row(table, "other doubles", outcome.unexplained(), "must be 0");
        row(table, "reconnects", outcome.connectionsLost(), "by the client itself: the programs have no code for it");
        row(table, "rate before", rate(confirmedAtKill, beforeKillNanos), "orders per second until the kill");
        row(
                table,
                "rate after",
                rate(expected - confirmedAtKill, afterKillNanos),
                "orders per second after the restart");
        row(
                table,
                "recovery",
                TimeUnit.NANOSECONDS.toMillis(restartNanos),
                "ms from starting the process again to ready; " + recovered);
        return table.toString();
    }

    private static long rate(int count, long nanos) {
        return nanos <= 0 ? 0 : count * TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private static void row(StringBuilder table, String name, long number, String comment) {
        table.append(String.format(Locale.ROOT, "  %-15s %,8d   %s%n", name, number, comment));
    }
}
