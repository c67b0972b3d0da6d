package io.angarium.server.engine.sim;

import io.angarium.server.engine.Configuration;
import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Routes;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import java.util.ArrayList;
import java.util.List;

/** What the engine of a run is configured with, as the model expects it, or otherwise with a planted fault. */
final class SimPolicies {
    private static final GroupPolicy NO_GROUPS = new GroupPolicy(false, true, 0);

    final SimGroups groups;
    final SimRoutes routes;
    final SimRetries retries;
    final SimLives lives;
    final SimLeases leases;
    final SimExclusive exclusive;
    final SimRejects rejects;
    final SimExpired expired;
    final SimLastValues lastValues;
    final SimBounds bounds;
    final SimReaders readers;
    final SimKept kept;
    final SimLimits limits;
    final SimSlow slow;
    private final Planted planted;
    private final DestinationPolicy standard;

    SimPolicies(long seed, int maxDeliveries, Planted planted) {
        this.groups = SimGroups.of(seed);
        this.routes = SimRoutes.of(seed);
        this.retries = SimRetries.of(seed);
        this.lives = SimLives.of(seed);
        this.leases = SimLeases.of(seed);
        this.exclusive = SimExclusive.of(seed);
        this.rejects = SimRejects.of(seed);
        this.expired = SimExpired.of(seed);
        this.lastValues = SimLastValues.of(seed);
        this.bounds = SimBounds.of(seed);
        this.kept = SimKept.of(seed);
        this.readers = SimReaders.of(seed);
        this.limits = SimLimits.of(seed);
        this.slow = SimSlow.of(seed);
        this.planted = planted;
        GroupPolicy policy = groups.policy();
        this.standard = DestinationPolicy.standard(maxDeliveries, Model.DEAD)
                .with(
                        switch (planted) {
                            case GROUPS_IGNORED -> NO_GROUPS;
                            case GROUPS_ENABLED -> new GroupPolicy(true, policy.rebalance(), policy.partitions());
                            case GROUPS_REBALANCED -> new GroupPolicy(policy.enabled(), true, policy.partitions());
                            default -> policy;
                        })
                .with(SimAsks.of(seed).policy(retries.policy(maxDeliveries, planted), planted))
                .with(lives.policy(planted))
                .with(bounds.standard())
                .with(consumers(planted))
                .with(expired.policy(rejects.policy(planted), planted));
    }

    private ConsumerPolicy consumers(Planted planted) {
        boolean one = exclusive.policy(planted).exclusive();
        return new ConsumerPolicy(one, false, leases.policy(planted), slow.policy(planted));
    }

    /** @param reloaded whether it is what the configuration says after it was read again */
    Policies policies(boolean reloaded) {
        Routes rules = planted == Planted.ROUTES_IGNORED ? Routes.NONE : routes.configured(reloaded);
        List<Policies.Rule> ofQueues = new ArrayList<>(limits.rules(planted));
        ofQueues.addAll(lastValues.rules(planted));
        ofQueues.addAll(readers.rules(planted));
        ofQueues.addAll(kept.rules(planted));
        return new Policies(standard, ofQueues, bounds.all(planted), rules);
    }

    /** What the engine hears when the configuration was read again. */
    Configuration.Content content(boolean reloaded) {
        return new Configuration.Content(
                0, null, policies(reloaded && planted != Planted.RELOAD_FORGOTTEN), true, List.of());
    }

    /** A frame as the engine gets it. */
    Frame heard(Frame frame) {
        if (frame instanceof ConsumerFrame.OpenConsumer open && open.kind() == ConsumerFrame.Kind.QUEUE) {
            ModelWish said = ModelWish.of(open.destination().name());
            ModelWish heard = new ModelWish(
                    said.name(),
                    planted == Planted.PRIORITY_IGNORED ? 0 : said.priority(),
                    said.lease(),
                    said.serial() && planted != Planted.SERIAL_IGNORED,
                    null);
            return heard.equals(said) ? frame : at(open, heard.named());
        }
        if (!(frame instanceof ConsumerFrame.OpenConsumer open)) {
            return frame;
        }
        boolean deaf = planted == Planted.KEPT_WISH_IGNORED;
        String heard = SimPatterns.heard(planted, open).name();
        return at(open, deaf ? ModelWish.of(heard).name() : heard);
    }

    private static ConsumerFrame.OpenConsumer at(ConsumerFrame.OpenConsumer open, String name) {
        return new ConsumerFrame.OpenConsumer(
                open.correlation(),
                open.session(),
                open.consumer(),
                open.kind(),
                new Destination(open.destination().kind(), name),
                open.subscription(),
                open.selector(),
                open.noLocal());
    }
}
