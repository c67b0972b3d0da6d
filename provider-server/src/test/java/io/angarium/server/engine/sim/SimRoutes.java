package io.angarium.server.engine.sim;

import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.server.selector.Selector;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;

/**
 * By which rules messages go on in a run: in every fifth one there are some, and others after a reload. It follows from the seed, so that whatever else a seed does stays as it is.
 */
record SimRoutes(boolean used) {
    /**
     * A rule, as plain as can be.
     *
     * @param from {@code queue:} or {@code topic:} and a name
     * @param group which messages, negative for all
     * @param to queues
     */
    private record Rule(String from, int group, List<String> to, boolean keep) {}

    /** What the broker starts with: fan-out with a selector, a chain, and from a topic. */
    private static final List<Rule> FIRST = List.of(
            new Rule("queue:q0", 0, List.of("r0", "r1"), true),
            new Rule("queue:r0", -1, List.of("r2"), true),
            new Rule("topic:t1", 1, List.of("r1"), true));

    /** What it has after a reload: a chain that keeps nothing on its way, and none from a topic. */
    private static final List<Rule> SECOND = List.of(
            new Rule("queue:q0", 1, List.of("r0"), true),
            new Rule("queue:q1", -1, List.of("r0"), false),
            new Rule("queue:r0", 0, List.of("r1", "r2"), false));

    static SimRoutes of(long seed) {
        return new SimRoutes(seed % 5 == 2);
    }

    private List<Rule> rules(boolean reloaded) {
        return used ? reloaded ? SECOND : FIRST : List.of();
    }

    /** As the engine has them. */
    Routes configured(boolean reloaded) {
        return new Routes(rules(reloaded).stream()
                .map(rule -> new Route(
                        "from " + rule.from,
                        NamePattern.of(rule.from),
                        rule.group < 0 ? null : Selector.parse(ModelConsuming.selector(rule.group)),
                        rule.to.stream().map(Route.Place::of).toList(),
                        rule.keep))
                .toList());
    }

    /** The queues where a message is that is sent there, without subscriptions of topics; its own queue too, if rules keep it there. */
    List<String> places(boolean reloaded, Destination destination, SimMessage message) {
        List<String> found = new ArrayList<>();
        boolean kept = follow(
                rules(reloaded), (destination.isTopic() ? "topic:" : "queue:") + destination.name(), message, found);
        if (kept && !destination.isTopic() && !found.contains(destination.name())) {
            found.add(destination.name());
        }
        return found;
    }

    private static boolean follow(List<Rule> rules, String from, SimMessage message, List<String> found) {
        boolean keep = true;
        for (Rule rule : rules) {
            if (rule.from.equals(from) && (rule.group < 0 || rule.group == message.group())) {
                keep &= rule.keep;
                for (String to : rule.to) {
                    if (follow(rules, "queue:" + to, message, found) && !found.contains(to)) {
                        found.add(to);
                    }
                }
            }
        }
        return keep;
    }
}
