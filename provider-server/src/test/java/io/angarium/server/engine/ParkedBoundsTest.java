package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ProducerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits, rules, groups and expiry of what a prepared branch has sent are the same whether that is in memory or not. */
@Timeout(60)
class ParkedBoundsTest {
    private static final int BUDGET = 1 << 20;
    private static final int SENT = 100;
    private static final int LIMIT = 110;
    private static final Destination OUT = Destination.queue("out");
    private static final BranchId BRANCH = XaClient.branch("b");

    private EngineHarness harness = new EngineHarness();
    private XaClient xa;

    private void with(Policies policies) {
        harness = harness.withPolicies(policies, BUDGET);
        xa = new XaClient(harness);
    }

    private static Policies limited() {
        LimitPolicy limits = new LimitPolicy(LIMIT, 0, LimitPolicy.Full.REFUSE, Duration.ofSeconds(1), "OVERFLOW");
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("out"), List.of(new Policies.Said("test", "test", policy -> policy.with(limits))));
        return new Policies(DestinationPolicy.standard(10, "DLQ"), List.of(rule), LimitPolicy.NONE);
    }

    private static Policies copied(String to) {
        Route route = new Route("copy", NamePattern.of("out"), null, List.of(Route.Place.of(to)), true);
        return new Policies(
                DestinationPolicy.standard(10, "DLQ"), List.of(), LimitPolicy.NONE, new Routes(List.of(route)));
    }

    private void prepare(long timeToLive) {
        int producer = xa.client().producer(xa.session(), OUT);
        assertThat(xa.start(BRANCH)).isZero();
        for (int m = 0; m < SENT; m++) {
            EncodedMessage message = Messages.with("m" + m, Map.of("JMSXGroupID", "g" + m % 2));
            xa.client().send(producer, xa.transaction(), timeToLive, 0, message);
        }
        assertThat(xa.end(BRANCH)).isZero();
        assertThat(xa.prepare(BRANCH)).isZero();
        harness.pass(5000).settle().force();
    }

    private void crash() {
        harness.checkpoint();
        harness.crash();
        xa = new XaClient(harness);
        harness.pass(5000).settle().force();
    }

    /** How many of so many are taken. */
    private int taken(int messages) {
        TestClient sender = harness.connect();
        int producer = sender.producer(sender.session(), OUT);
        for (int i = 0; i < messages; i++) {
            sender.send(producer, "other");
        }
        harness.settle();
        return messages - sender.take(ProducerFrame.SendRefused.class).size();
    }

    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        int browser = reader.browse(reader.session(), queue, null);
        reader.credit(browser, 100_000);
        harness.settle();
        return reader.texts();
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        for (int m = 0; m < SENT; m++) {
            all.add("m" + m);
        }
        return all;
    }

    @Test
    void theirRoomIsTheirsUntilTheBranchRollsBack() {
        with(limited());
        prepare(0);
        assertThat(harness.placesOfLists()).isNotEmpty();
        assertThat(taken(20)).isEqualTo(LIMIT - SENT);
        crash();
        assertThat(taken(20)).as("after a start").isZero();
        assertThat(xa.rollBack(BRANCH)).isZero();
        assertThat(taken(LIMIT)).isEqualTo(SENT);
    }

    @Test
    void theirRoomIsTakenOnceWhenTheBranchCommits() {
        with(limited());
        prepare(0);
        crash();
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(taken(20)).isEqualTo(LIMIT - SENT);
        crash();
        assertThat(taken(20)).as("after a start").isZero();
        assertThat(content("out")).startsWith("m0", "m1").hasSize(LIMIT);
    }

    @Test
    void whatIsForSeveralQueuesComesToEachWhateverTheRulesAreThen() {
        with(copied("copy"));
        prepare(0);
        crash();
        with(copied("elsewhere"));
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content("out")).containsExactlyElementsOf(all());
        assertThat(content("copy")).containsExactlyElementsOf(all());
        assertThat(content("elsewhere")).isEmpty();
    }

    @Test
    void aRuleThatCameLaterChangesNothing() {
        with(limited());
        prepare(0);
        assertThat(harness.placesOfLists()).isNotEmpty();
        crash();
        with(copied("copy"));
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content("out")).containsExactlyElementsOf(all());
        assertThat(content("copy")).isEmpty();
    }

    @Test
    void eachGroupGoesToOneConsumer() {
        with(limited());
        prepare(0);
        crash();
        TestClient one = harness.connect();
        TestClient two = harness.connect();
        one.consume(one.session(), "out");
        two.consume(two.session(), "out");
        harness.settle();
        assertThat(xa.commit(BRANCH)).isZero();
        harness.settle();
        List<String> first = one.texts();
        List<String> second = two.texts();
        assertThat(first).hasSize(SENT / 2).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(SENT / 2);
        assertThat(first).isEqualTo(all().stream().filter(first::contains).toList());
    }

    @Test
    void theyExpireWhenTheyWouldHave() {
        with(limited());
        prepare(60_000);
        crash();
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content("out")).hasSize(SENT);
        harness.pass(60_000).settle().force();
        assertThat(content("out")).isEmpty();
    }
}
