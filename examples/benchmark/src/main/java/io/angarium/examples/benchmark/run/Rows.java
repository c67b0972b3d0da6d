package io.angarium.examples.benchmark.run;

import io.angarium.examples.benchmark.run.Mark.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All rows, in the order of the table. */
public final class Rows {
    private static final String MESSAGES = "msgs/s";
    private static final double SECONDS = 3;

    private static final Map<String, Row> ALL = new LinkedHashMap<>();

    static {
        add("sync-1", "persistent synchronous send, 1 producer", true, Mark.times(1.4), bare(0.65), Mark.cpu(0.6));
        add("sync-16", "… 16 producers", true, Mark.times(3));
        add("sync-64", "… 64 producers", true, Mark.times(3), Mark.cpu(0.5));
        add("async-1", "persistent asynchronous send, 1,000 in flight, 1 producer", true, Mark.times(3));
        add("async-4", "… 4 producers", true, Mark.times(3), Mark.cpu(0.5));
        add("pairs-4", "persistent, 4 blocking producers to 4 listeners, received", true, Mark.times(2));
        add("pairs-4-async", "… 4 asynchronous producers, 1,000 in flight each", true);
        add("tx-1", "transacted on both sides, commit per message, received", true, Mark.times(1.7));
        add("tx-100", "… commit per 100", true, Mark.times(4));
        add("np-pair", "non-persistent, 1 producer to 1 listener", false, Mark.times(2), Mark.cpu(0.5));
        add(
                "np-paced",
                "… at 5,000/s, from due to received",
                false,
                new Mark("p50", Kind.SHARE_OF_BEST_PEER, 0.5),
                new Mark("p99", Kind.AT_MOST, 1_000));
        add("topic-8", "topic, 8 non-durable subscribers, delivered", false, Mark.times(2), Mark.cpu(0.5));
        add("topic-durable-4", "topic, 4 durable subscriptions, commit per 100, delivered", true, Mark.times(4));
        add("topic-shared-4", "topic, 4 sharing one durable subscription, per 100, delivered", true, Mark.times(4));
        add("large", "10 MiB persistent, sent and received", true, Mark.times(2));
        add("request-reply", "request-reply on a temporary queue, round trips", false, Mark.times(2), bare(0.6));
    }

    private Rows() {}

    private static void add(String id, String title, boolean persistent, Mark... marks) {
        ALL.put(id, new Row(id, title, MESSAGES, List.of(marks), persistent, SECONDS));
    }

    private static Mark bare(double share) {
        return new Mark("rate", Kind.TIMES_BARE, share);
    }

    /** Every row. */
    public static List<Row> all() {
        return List.copyOf(ALL.values());
    }

    /** One of them, or null. */
    public static @org.jspecify.annotations.Nullable Row named(String id) {
        return ALL.get(id);
    }
}
