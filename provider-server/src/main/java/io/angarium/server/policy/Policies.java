package io.angarium.server.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All policies. For each setting of a destination the most specific pattern counts that says something of it.
 *
 * @param standard what holds where no pattern says anything
 * @param rules one for each pattern
 * @param all bounds of all destinations together; what is done at them says the policy of the one that is sent to
 * @param routes by which messages go on
 */
public record Policies(DestinationPolicy standard, List<Rule> rules, LimitPolicy all, Routes routes) {

    /** Without ways on. */
    public Policies(DestinationPolicy standard, List<Rule> rules, LimitPolicy all) {
        this(standard, rules, all, Routes.NONE);
    }

    /**
     * What is said of the destinations that a pattern stands for.
     *
     * @param says its settings
     */
    public record Rule(NamePattern pattern, List<Said> says) {}

    /**
     * One setting.
     *
     * @param key its name, such as {@code redelivery.delay}
     * @param value as it is written
     * @param change of a policy that says otherwise
     */
    public record Said(String key, String value, UnaryOperator<DestinationPolicy> change) {}

    /**
     * What applies to a destination.
     *
     * @param from for each setting that a pattern says, which
     */
    public record Applied(DestinationPolicy policy, Map<String, NamePattern> from) {}

    /** The least specific first. */
    public Policies {
        rules = rules.stream().sorted(Comparator.comparing(Rule::pattern)).toList();
    }

    /** The same for all destinations, and no bounds of all together. */
    public static Policies of(DestinationPolicy standard) {
        return new Policies(standard, List.of(), LimitPolicy.NONE);
    }

    /** What applies to a destination. */
    public Applied to(boolean topic, String name) {
        DestinationPolicy policy = standard;
        Map<String, NamePattern> from = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.pattern().matches(topic, name)) {
                for (Said said : rule.says()) {
                    policy = said.change().apply(policy);
                    from.put(said.key(), rule.pattern());
                }
            }
        }
        return new Applied(policy, from);
    }

    /** Names of all queues to which messages may go that cannot be delivered. */
    public Set<String> deadLetterQueues() {
        List<DestinationPolicy> all = new ArrayList<>(List.of(standard));
        for (Rule rule : rules) {
            for (Said said : rule.says()) {
                all.add(said.change().apply(standard));
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (DestinationPolicy policy : all) {
            for (DeadLetterPolicy.Cause cause : DeadLetterPolicy.Cause.values()) {
                if (policy.deadLetters().keeps(cause)) {
                    names.add(policy.deadLetters().of(cause));
                }
            }
        }
        return names;
    }
}
