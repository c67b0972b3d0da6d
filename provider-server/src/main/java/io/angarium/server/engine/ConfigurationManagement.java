package io.angarium.server.engine;

import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What operators see and change of the configuration: {@code config.show}, {@code config.reload}. Owner: the engine's holder. */
final class ConfigurationManagement {
    private final Configuration configuration;
    private final Registry registry;
    private final Keeps keeps;
    private final Runnable onOtherPolicies;
    private final List<Waiting> waiting = new ArrayList<>();

    /** Somebody who wants to know how it went. */
    private record Waiting(long wish, Listing.Answer answer, Consumer<Refusal> refused) {}

    /** @param onOtherPolicies what else is done when other policies apply */
    ConfigurationManagement(Configuration configuration, Registry registry, Keeps keeps, Runnable onOtherPolicies) {
        this.onOtherPolicies = onOtherPolicies;
        this.keeps = keeps;
        this.configuration = configuration;
        this.registry = registry;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return operation.startsWith("config.");
    }

    /**
     * Carries out a request.
     *
     * @param refused takes the reason if it turns out later that it cannot be done
     * @throws Refusal if it cannot be done
     */
    void execute(ManagementRequest request, Listing.Answer answer, Consumer<Refusal> refused) {
        switch (request.operation()) {
            case "config.show" -> {
                List<Map<String, Object>> rows = new ArrayList<>();
                configuration
                        .inForce()
                        .forEach((key, value) -> rows.add(
                                new Row().put("key", key).put("value", value).map()));
                answer.rows(rows, false);
            }
            case "config.reload" -> {
                waiting.add(new Waiting(configuration.read(), answer, refused));
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    /** The file was read again. */
    void read(Configuration.Content content) {
        List<Waiting> told =
                waiting.stream().filter(one -> one.wish() <= content.wish()).toList();
        waiting.removeAll(told);
        Policies policies = content.policies();
        String fault = content.fault();
        if (fault != null || policies == null) {
            String reason = fault == null ? "nothing was read" : fault;
            told.forEach(one -> one.refused().accept(new Refusal(ErrorCode.ILLEGAL_STATE, reason)));
            return;
        }
        registry.reconfigure(policies, content.createDestinations());
        keeps.reconfigured();
        onOtherPolicies.run();
        told.forEach(one -> one.answer().rows(content.changes(), false));
    }
}
