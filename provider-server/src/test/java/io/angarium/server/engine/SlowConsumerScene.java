package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.SlowPolicy.Act;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A broker with consumers that may be slow: those of {@code orders}. Another queue, {@code full}, has room for one message. */
abstract class SlowConsumerScene {
    static final Duration AFTER = Duration.ofSeconds(30);
    static final long LIMIT = AFTER.toMillis();
    /** Late by no more than the pause between two looks. */
    static final long LATE = LIMIT / 4;

    static final long STEP = 500;

    static final Destination ORDERS = Destination.queue("orders");
    static final BranchId X = XaClient.branch("x");

    final EngineHarness harness = new EngineHarness();
    TestClient client = harness.connect();
    int session;
    int producer;

    static Policies policies(Act act, Duration after) {
        Policies.Rule orders =
                rule("orders", policy -> policy.with(policy.consumers().with(new SlowPolicy(after, act))));
        Policies.Rule full =
                rule("full", policy -> policy.with(new LimitPolicy(1, 0, Full.BLOCK, Duration.ofHours(1), "OVERFLOW")));
        return new Policies(DestinationPolicy.standard(5, "DLQ"), List.of(orders, full), LimitPolicy.NONE);
    }

    static Policies.Rule rule(String pattern, UnaryOperator<DestinationPolicy> change) {
        return new Policies.Rule(
                NamePattern.of(pattern), List.of(new Policies.Said("consumers.slowAfter", "test", change)));
    }

    void policy(Act act) {
        harness.withPolicies(policies(act, AFTER));
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    void send(String... texts) {
        client.send(producer, List.of(texts));
        harness.settle();
    }

    /** Time passes in steps, as a broker sees it. */
    void after(long millis) {
        for (long left = millis; left > 0; left -= STEP) {
            harness.pass(Math.min(STEP, left)).settle();
        }
    }

    /** A consumer of another connection that has been given all there is. */
    int consumeBy(TestClient other) {
        int consumer = other.consume(other.session(), "orders");
        harness.settle();
        return consumer;
    }

    List<String> notices() {
        List<String> texts =
                harness.notices().stream().map(Outputs.Notice::text).toList();
        harness.notices().clear();
        return texts;
    }
}
