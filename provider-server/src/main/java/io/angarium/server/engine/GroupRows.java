package io.angarium.server.engine;

import io.angarium.server.management.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What management says of groups and partitions: who has which, and which are held back, and why. No state. */
final class GroupRows {
    /** So many groups are shown, those that are held back first. */
    private static final int MOST = 50;

    private GroupRows() {}

    /** Adds what {@code queue.show} says. */
    static void count(MessageQueue queue, Row row) {
        GroupBook book = queue.groups();
        if (book == null) {
            row.put("groups", 0);
            return;
        }
        int owned = 0;
        int held = 0;
        for (MessageGroup group : book.all()) {
            owned += group.owner() == null ? 0 : 1;
            held += held(group) ? 1 : 0;
        }
        row.put(book.partitioned() ? "partitions" : "groups", book.all().size())
                .put("withConsumer", owned)
                .put("heldBack", held);
    }

    /** Nobody may have the next message, or the one that may does not take it. */
    private static boolean held(MessageGroup group) {
        ConsumerState owner = group.owner();
        return group.settling() || group.waiting() > 0 || (owner != null && !owner.hasCredit());
    }

    /** One row for each consumer that has some, and for each group or partition, as far as there is room. */
    static List<Map<String, Object>> explain(GroupBook book) {
        String kind = book.partitioned() ? "partition" : "group";
        Map<ConsumerState, Integer> holdings = new HashMap<>();
        List<Map<String, Object>> held = new ArrayList<>();
        List<Map<String, Object>> others = new ArrayList<>();
        for (MessageGroup group : book.all()) {
            ConsumerState owner = group.owner();
            if (owner != null) {
                holdings.merge(owner, 1, Integer::sum);
            }
            List<Map<String, Object>> rows = held(group) ? held : others;
            if (rows.size() < MOST) {
                rows.add(Explanation.row(kind + " '" + group.name() + "'", value(owner), why(group)));
            }
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (ConsumerState member : book.members()) {
            int has = holdings.getOrDefault(member, 0);
            all.add(Explanation.row(Explanation.name(member), "has " + has + " " + kind + "s", idle(book, has)));
        }
        held.addAll(others);
        all.addAll(held.subList(0, Math.min(MOST, held.size())));
        if (book.all().size() > MOST) {
            all.add(Explanation.row(
                    kind + "s", (book.all().size() - MOST) + " more", "those that are held back are shown first"));
        }
        return all;
    }

    /** Why somebody does not get a message of a group, for people. */
    static String refused(MessageGroup group) {
        String kind = group.book().partitioned() ? "partition" : "group";
        ConsumerState owner = group.owner();
        String its = "its " + kind + " '" + group.name() + "' is ";
        if (owner == null || group.settling() || group.waiting() > 0 || serial(group)) {
            return its + why(group);
        }
        return its + "that of " + Explanation.name(owner);
    }

    /** Whether its consumer takes one message of it at a time, and has one. */
    private static boolean serial(MessageGroup group) {
        ConsumerState owner = group.owner();
        return owner != null && owner.serial() && owner.hasCredit() && group.open() > 0;
    }

    private static String idle(GroupBook book, int has) {
        if (has > 0) {
            return "what is in one goes to one consumer at a time";
        }
        return book.partitioned()
                ? "idle: other consumers have all partitions, or have a higher priority"
                : "no group has come to it so far";
    }

    private static String value(@Nullable ConsumerState owner) {
        return owner == null ? "with no consumer" : "of " + Explanation.name(owner);
    }

    private static String why(MessageGroup group) {
        ConsumerState owner = group.owner();
        if (group.settling()) {
            return "held back: " + group.open() + " messages that the consumer before had are not settled";
        }
        if (group.waiting() > 0) {
            return "held back: " + group.waiting()
                    + " messages wait for their next attempt, and redelivery.order is block";
        }
        if (owner == null) {
            return group.book().partitioned()
                    ? "there is no consumer that asks for messages"
                    : "whoever takes its next message gets it";
        }
        if (serial(group)) {
            return "one of its messages is not settled, and its consumer takes one at a time (" + ConsumerOptions.SERIAL
                    + ")";
        }
        return owner.hasCredit()
                ? group.open() + " not settled, takes more"
                : "held back: its consumer takes no more before it has acknowledged, or asked for more; " + group.open()
                        + " not settled";
    }
}
