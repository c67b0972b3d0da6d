package io.angarium.examples.benchmark.run;

import static io.angarium.examples.benchmark.run.Mark.limit;
import static io.angarium.examples.benchmark.run.Mark.peers;
import static io.angarium.examples.benchmark.run.Mark.peersAbove;
import static io.angarium.examples.benchmark.run.Mark.rate;
import static io.angarium.examples.benchmark.run.Mark.rowAbove;
import static io.angarium.examples.benchmark.run.Mark.yardstick;
import static io.angarium.examples.benchmark.run.Metric.BROKER_CPU;
import static io.angarium.examples.benchmark.run.Metric.DRAIN;
import static io.angarium.examples.benchmark.run.Metric.ENQUEUE;
import static io.angarium.examples.benchmark.run.Metric.FIRST;
import static io.angarium.examples.benchmark.run.Metric.MAX;
import static io.angarium.examples.benchmark.run.Metric.MEBIBYTES;
import static io.angarium.examples.benchmark.run.Metric.OUTSTANDING;
import static io.angarium.examples.benchmark.run.Metric.P50;
import static io.angarium.examples.benchmark.run.Metric.P99;
import static io.angarium.examples.benchmark.run.Metric.P999;
import static io.angarium.examples.benchmark.run.Metric.PER_CONNECTION;
import static io.angarium.examples.benchmark.run.Metric.PER_QUEUE;
import static io.angarium.examples.benchmark.run.Metric.RATE;
import static io.angarium.examples.benchmark.run.Metric.RESIDENT;
import static io.angarium.examples.benchmark.run.Row.Place.DURABLE;
import static io.angarium.examples.benchmark.run.Row.Place.MEMORY;
import static io.angarium.examples.benchmark.run.Row.Place.VM;

import java.util.ArrayList;
import java.util.List;

/** All rows, in the order of the table, with what each has to reach. */
public final class Rows {
    private static final double STEP = 0.7;
    private static final List<Integer> GROWTH = List.of(1, 10, 100, 1_000);
    private static final List<Row> ALL = new ArrayList<>();

    static {
        sends();
        streams();
        large();
        vm();
        stores();
        commits();
        growth();
    }

    /** The rows of a quick comparison. */
    public static final List<String> QUICK =
            List.of("sync-1", "sync-16", "async-4", "pairs-4", "tx-100", "np-pair", "topic-8", "request-reply");

    private Rows() {}

    private static void sends() {
        ALL.add(Row.of(
                        "sync-1",
                        "persistent synchronous send, 1 producer",
                        DURABLE,
                        rate(1.4),
                        yardstick(RATE, 0.65),
                        peers(BROKER_CPU, 0.6))
                .show(RATE, P50, P99));
        ALL.add(Row.of("sync-16", "… 16 producers", DURABLE, rate(3)));
        ALL.add(Row.of("sync-64", "… 64 producers", DURABLE, rate(3), peers(BROKER_CPU, 0.5)));
        ALL.add(Row.of("async-1", "persistent asynchronous send, 1,000 in flight, 1 producer", DURABLE, rate(3)));
        ALL.add(Row.of("async-4", "… 4 producers", DURABLE, rate(3), peers(BROKER_CPU, 0.5)));
    }

    private static void streams() {
        ALL.add(Row.of(
                "pairs-4",
                "persistent, 4 blocking producers to 4 AUTO_ACKNOWLEDGE listeners, received",
                DURABLE,
                rate(2)));
        ALL.add(Row.of("pairs-4-async", "… 4 asynchronous producers, 1,000 in flight each", DURABLE, peersAbove(8)));
        ALL.add(Row.of("tx-1", "transacted on both sides, commit per message, received", DURABLE, rate(1.7)));
        ALL.add(Row.of("tx-100", "… commit per 100", DURABLE, rate(4)));
        ALL.add(Row.of("np-pair", "non-persistent, 1 producer to 1 listener", MEMORY, rate(2), peers(BROKER_CPU, 0.5)));
        ALL.add(Row.of("np-paced", "… at 5,000/s, from due to received", MEMORY, peers(P50, 0.5), limit(P99, 1_000))
                .show(P50, P99));
        ALL.add(Row.of(
                "topic-8", "topic, 8 non-durable subscribers, delivered", MEMORY, rate(2), peers(BROKER_CPU, 0.5)));
        ALL.add(Row.of(
                "topic-durable-4", "topic, 4 durable subscriptions, commit per 100, delivered", DURABLE, rate(4)));
        ALL.add(Row.of("topic-shared-4", "… 4 consumers sharing one", DURABLE, rate(4)));
    }

    private static void large() {
        ALL.add(Row.of("large", "10 MiB persistent, sent and received", DURABLE, peers(MEBIBYTES, 2))
                .show(MEBIBYTES));
        ALL.add(Row.of(
                        "request-reply",
                        "request-reply on a temporary queue, 1 client, non-persistent, round trips",
                        MEMORY,
                        rate(2).orElse(),
                        yardstick(RATE, 0.6))
                .show(RATE, P50));
    }

    private static void vm() {
        ALL.add(Row.of("vm-round-trip", "vm://, request and reply", VM, limit(P50, 20))
                .show(P50, P99));
        ALL.add(Row.of("vm-pair", "vm://, 1 producer to 1 listener, non-persistent", VM, limit(RATE, 500_000)));
        ALL.add(Row.of(
                        "vm-outstanding",
                        "vm://, requests outstanding on one connection",
                        VM,
                        limit(OUTSTANDING, 100_000))
                .show(OUTSTANDING, RATE)
                .doing(100_000));
    }

    private static void stores() {
        ALL.add(Row.of("selector", "selector matching 10 % of 100,000, matching", MEMORY, rate(5))
                .doing(100_000));
        ALL.add(Row.of(
                        "backlog",
                        "backlog of 1,000,000 in transactions of 100",
                        DURABLE,
                        peers(ENQUEUE, 3),
                        limit(FIRST, 1),
                        peers(DRAIN, 3),
                        limit(RESIDENT, 512))
                .show(ENQUEUE, FIRST, DRAIN, RESIDENT)
                .doing(1_000_000));
        ALL.add(Row.of("xa-1", "XA with Narayana and Derby: receive, send, row; 1 thread", DURABLE, rate(1.5))
                .doing(1_000));
        ALL.add(Row.of("xa-4", "… 4 threads", DURABLE, rate(1.5)).doing(1_000));
        ALL.add(Row.of("tail", "persistent send at half of the maximum rate, 1 producer", DURABLE, yardstick(P999, 3))
                .show(P999, MAX, RATE)
                .lasting(5));
    }

    /** What a transaction costs, and how threads share it; XA in two phases is also that of {@code xa-1}. */
    private static void commits() {
        for (int threads : List.of(1, 8, 32)) {
            ALL.add(Row.of("local-" + threads, "local commit of one message, " + many(threads, "thread"), DURABLE));
        }
        for (int threads : List.of(1, 8, 32)) {
            ALL.add(Row.of("xa-one-" + threads, "XA in one phase: receive, send; " + many(threads, "thread"), DURABLE)
                    .doing(1_000));
        }
        for (int threads : List.of(8, 32)) {
            ALL.add(Row.of("xa-" + threads, "XA in two phases, with a row; " + many(threads, "thread"), DURABLE)
                    .doing(1_000));
        }
    }

    private static void growth() {
        for (int count : GROWTH) {
            Mark[] marks = count == 1 ? new Mark[0] : new Mark[] {rowAbove(STEP)};
            ALL.add(Row.of(
                    "queues-" + count,
                    "persistent, 4 asynchronous to 4 listeners over " + many(count, "queue"),
                    DURABLE,
                    marks));
        }
        for (int count : GROWTH) {
            Mark[] marks = count == 1 ? new Mark[0] : new Mark[] {rowAbove(STEP)};
            ALL.add(Row.of(
                    "connections-" + count,
                    "persistent blocking sends on " + many(count, "connection"),
                    DURABLE,
                    marks));
        }
        ALL.add(Row.of("idle", "memory of 1,000 idle connections, of 1,000 queues", MEMORY)
                .show(PER_CONNECTION, PER_QUEUE)
                .doing(1_000));
    }

    private static String many(int count, String what) {
        return String.format(java.util.Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /** Every row. */
    public static List<Row> all() {
        return List.copyOf(ALL);
    }

    /** One of them by its name, or all that begin with what stands before a star. */
    public static List<Row> matching(String pattern) {
        return ALL.stream()
                .filter(row -> pattern.endsWith("*")
                        ? row.id().startsWith(pattern.substring(0, pattern.length() - 1))
                        : row.id().equals(pattern))
                .toList();
    }
}
