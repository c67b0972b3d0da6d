package io.angarium.server.engine;

import io.angarium.server.management.Row;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says why a queue delivers or does not, and what applies to it. Owner: the engine's holder. */
final class Explanation {
    private final Registry registry;
    private final ProducerCredits credits;
    private final Bounds bounds;
    private final SlowConsumers slow;

    Explanation(Registry registry, ProducerCredits credits, Bounds bounds, SlowConsumers slow) {
        this.slow = slow;
        this.bounds = bounds;
        this.registry = registry;
        this.credits = credits;
    }

    /** One row for each thing that is to be said: what, its value, and why. */
    List<Map<String, Object>> of(MessageQueue queue) {
        List<Map<String, Object>> rows = new ArrayList<>();
        delivery(queue, rows);
        slow(queue, rows);
        GroupBook book = queue.groups();
        if (book != null && queue.grouping()) {
            rows.addAll(GroupRows.explain(book));
        }
        if (credits.heldBack(queue) > 0) {
            rows.add(row("sending", credits.heldBack(queue) + " producers are held back", credits.reason()));
        }
        String limit = bounds.at(queue);
        Fill fill = queue.fill();
        if (limit != null && fill != null) {
            rows.add(row(
                    "sending",
                    fill.waiting() + " senders wait for room",
                    limit + ", reached since " + Instant.ofEpochMilli(fill.since())));
        }
        rows.addAll(policies(queue));
        return rows;
    }

    /** Adds one row for each consumer that is slow. */
    void slow(MessageQueue queue, List<Map<String, Object>> rows) {
        for (ConsumerState consumer : slow.of(queue)) {
            rows.add(row(name(consumer), "slow", slow.why(consumer)));
        }
    }

    /** The rules and settings that apply to a destination, and where they are said. */
    List<Map<String, Object>> policies(Target target) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Route route : target.routes()) {
            Selector where = route.where();
            rows.add(row(
                    "routes." + route.name(),
                    "to " + route.written(),
                    (where == null ? "all" : "those with " + where)
                            + (route.keep() ? "" : "; they are not kept here")));
        }
        Policies.Applied applied = registry.applied(target.destination());
        applied.policy().settings().forEach((key, value) -> {
            NamePattern pattern = applied.from().get(key);
            rows.add(row(key, value, pattern == null ? "default" : "destinations.\"" + pattern + "\""));
        });
        return rows;
    }

    private static void delivery(MessageQueue queue, List<Map<String, Object>> rows) {
        int available = queue.order().size();
        if (queue.paused()) {
            rows.add(row("delivery", available + " messages wait", "the queue is paused: 'queue resume' ends that"));
        } else if (available == 0) {
            rows.add(row("delivery", "nothing to deliver", waiting(queue)));
        } else if (queue.blocked()) {
            rows.add(row(
                    "delivery",
                    available + " messages are held back",
                    "a message in front of them waits for its next attempt, and redelivery.order is block"));
        } else if (queue.readers() > 0) {
            rows.add(row(
                    "delivery",
                    available + " messages stay",
                    queue.readers() + " consumers are given all of them, as consumers.nonDestructive is true"));
        } else if (queue.consumers().isEmpty()) {
            rows.add(row("delivery", available + " messages wait", "there is no consumer"));
        } else {
            consumers(queue, available, rows);
        }
    }

    private static void consumers(MessageQueue queue, int available, List<Map<String, Object>> rows) {
        boolean taking = false;
        boolean selecting = false;
        boolean exclusive = queue.policy().consumers().exclusive();
        ConsumerState only = queue.consumers().only();
        for (ConsumerState consumer : queue.consumers().all()) {
            if (exclusive && consumer != only) {
                rows.add(row(name(consumer), "stands by", "consumers.exclusive is true, and another came first"));
                continue;
            }
            boolean credit = consumer.takes();
            taking |= credit && consumer.selector() == null;
            selecting |= credit && consumer.selector() != null;
            rows.add(row(
                    name(consumer),
                    consumer.outstanding().size() + " not acknowledged",
                    credit
                            ? consumer.selector() == null
                                    ? "takes more"
                                    : "takes more of those that its selector matches"
                            : withoutCredit(consumer)));
        }
        rows.add(
                0,
                row(
                        "delivery",
                        available + " messages wait",
                        exclusive && only == null
                                ? "the consumer before has " + queue.counters().inFlight()
                                        + " messages that are not settled, and consumers.exclusive is true"
                                : taking
                                        ? queue.groups() == null
                                                ? "they are being delivered"
                                                : "they are being delivered, but for those of groups that are held back"
                                        : selecting
                                                ? "no selector of a consumer that takes more matches"
                                                : "no consumer takes more now"));
    }

    /** Why a consumer gets nothing, and since when. */
    static String withoutCredit(ConsumerState consumer) {
        if (consumer.hasCredit()) {
            return "its client has not read what waits for it";
        }
        long since = consumer.withoutCreditSince();
        return since == 0
                ? "it has not asked for any"
                : "takes no more before it has acknowledged, or asked for more, since " + Instant.ofEpochMilli(since);
    }

    static String name(ConsumerState consumer) {
        return "consumer " + consumer.id() + " of " + name(consumer.session().connection());
    }

    static String name(ConnectionState connection) {
        String client = connection.clientId();
        return "connection " + connection.id() + " (" + (client == null ? "" : "client " + client + ", ") + "user "
                + connection.identity().user() + ", " + connection.identity().address() + ")";
    }

    private static String waiting(MessageQueue queue) {
        int retries = queue.waiting();
        int later = queue.scheduled().size() - retries;
        long inFlight = queue.counters().inFlight();
        return inFlight + " with consumers, " + retries + " wait for their next attempt, " + later
                + " for their delivery time";
    }

    static Map<String, Object> row(String what, String value, String why) {
        return new Row()
                .put("what", what)
                .put("value", value)
                .put("because", why)
                .map();
    }
}
