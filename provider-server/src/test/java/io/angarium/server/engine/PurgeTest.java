package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes while a queue is purged stays there. */
@Timeout(60)
class PurgeTest {
    private static final long MINUTE = 60_000;
    private static final int MANY = 8_000; // several steps

    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private int producer(String queue) {
        return client.producer(session, Destination.queue(queue));
    }

    private List<String> browse(String queue) {
        int browser = client.browse(session, queue, null);
        client.credit(browser, 10_000);
        harness.settle();
        return client.texts(browser);
    }

    private void work() {
        harness.engine().time(harness.now());
        harness.engine().work();
    }

    /** In the log it is in front of where the purge begins, and its commit is behind; when the purge comes to it, it is in the other queue. */
    @Test
    void aDelayedMessageForTwoQueuesThatIsCommittedMeanwhileStaysThoughItHasJoinedTheOther() {
        Route both =
                new Route("both", NamePattern.of("in"), null, List.of(Route.Place.of("a"), Route.Place.of("b")), false);
        harness = new EngineHarness()
                .withPolicies(new Policies(
                        DestinationPolicy.standard(10, "DLQ"), List.of(), LimitPolicy.NONE, new Routes(List.of(both))));
        client = harness.connect();
        session = client.session();
        client.send(producer("in"), 1, 0, MINUTE, Messages.text("late"));
        harness.settle();
        int toB = producer("b");
        for (int i = 0; i < MANY; i++) {
            client.send(toB, Messages.volatileText("x"));
        }
        client.send(toB, 0, 0, 10 * MINUTE, Messages.text("waits longer"));
        harness.settle();
        harness.clockJumps(MINUTE);
        work();
        int purge = client.manage("queue.purge", Map.of("name", "b"));
        work();
        client.commit(session, 1);
        harness.forceOnly();
        work();
        work();
        assertThat(client.reply(purge)).isNull();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", MANY + 1L);
        assertThat(browse("a")).containsExactly("late");
        assertThat(browse("b")).containsExactly("late");
    }

    /** The purge waits until the next one of what recurs is on disk. */
    @Test
    void whatIsNotPersistentAndComesBeforeItBeginsStays() {
        int producer = producer("reports");
        client.send(producer, Messages.with("recurs", Map.of(Schedule.PROPERTY, "* * * * *")));
        harness.settle();
        harness.clockJumps(MINUTE);
        harness.round();
        int purge = client.manage("queue.purge", Map.of("name", "reports"));
        client.send(producer, Messages.volatileText("now"));
        client.send(producer, 0, 0, 5_000, Messages.volatileText("later"));
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 2L);
        assertThat(browse("reports")).containsExactly("now");
        harness.pass(5_000);
        assertThat(browse("reports")).containsExactly("now", "later");
        harness.pass(2 * MINUTE);
        assertThat(browse("reports")).containsExactly("now", "later");
    }

    /** A message of another queue recurs, and its next one is not on disk: a purge that is asked for now waits for that. */
    private int purgeThatWaits(Runnable before) {
        client.send(producer("recurring"), Messages.with("recurs", Map.of(Schedule.PROPERTY, "* * * * *")));
        harness.settle();
        harness.clockJumps(MINUTE);
        before.run();
        harness.round();
        int purge = client.manage("queue.purge", Map.of("name", "reports"));
        harness.round();
        assertThat(client.reply(purge)).isNull();
        return purge;
    }

    /** One that was there has been given back likewise: it leaves. */
    @Test
    void whatComesAndIsGivenBackWithADelayBeforeItBeginsStays() {
        RedeliveryPolicy late = new RedeliveryPolicy(
                10, Duration.ofSeconds(5), 1, Duration.ofSeconds(5), 0, RedeliveryPolicy.Order.PASS);
        harness = new EngineHarness()
                .withPolicies(Policies.of(DestinationPolicy.standard(10, "DLQ").with(late)));
        client = harness.connect();
        session = client.session();
        int producer = producer("reports");
        client.send(producer, Messages.volatileText("was there"));
        int consumer = client.consume(session, "reports");
        harness.settle();
        int purge = purgeThatWaits(() -> {});
        client.send(producer, Messages.volatileText("came later"));
        harness.round();
        assertThat(client.texts(consumer)).containsExactly("was there", "came later");
        client.settle(session, Verdict.RELEASE, consumer, 1, 2);
        client.closeConsumer(consumer, 0);
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 1L);
        harness.pass(5_000);
        assertThat(browse("reports")).containsExactly("came later");
    }

    @Test
    void whatFallsDueBeforeItBeginsLeaves() {
        client.send(producer("reports"), 0, 0, MINUTE + 1000, Messages.text("late"));
        int purge = purgeThatWaits(() -> {});
        harness.pass(1000);
        assertThat(client.reply(purge)).isNull();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 1L);
        assertThat(browse("reports")).isEmpty();
    }

    /** So much waits for the disk in front of it that there are rounds before it begins. */
    @Test
    void whatRecurringMessagesDeliveredJustBeforeItWasAskedForLeaves() {
        client.send(producer("reports"), Messages.with("recurs", Map.of(Schedule.PROPERTY, "* * * * *")));
        int other = producer("other");
        harness.settle();
        harness.clockJumps(MINUTE);
        harness.round();
        for (int i = 0; i < 2_500; i++) {
            client.send(other, Messages.text("x"));
        }
        int purge = client.manage("queue.purge", Map.of("name", "reports"));
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 2L);
        assertThat(browse("reports")).isEmpty();
        harness.pass(2 * MINUTE).settle();
        assertThat(browse("reports")).isEmpty();
    }

    @Test
    void ofACommitThatIsOnItsWayAllStays() {
        int producer = producer("reports");
        client.send(producer, 1, 0, 0, Messages.text("now"));
        client.send(producer, 1, 0, 5_000, Messages.text("later"));
        int purge = purgeThatWaits(() -> client.commit(session, 1));
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 0L);
        assertThat(browse("reports")).containsExactly("now", "later");
    }
}
