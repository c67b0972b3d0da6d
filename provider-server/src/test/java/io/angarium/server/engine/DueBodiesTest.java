package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.schedule.Schedule;
import io.angarium.wire.Destination;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages whose time comes while their bodies are on the disk only: a broker has nothing to do until these have been read. */
@Timeout(30)
class DueBodiesTest {
    private static final long MINUTE = 60_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final EngineHarness harness = new EngineHarness()
            .withPolicies(Policies.of(DestinationPolicy.standard(10, "DLQ")
                    .with(new DeadLetterPolicy("DLQ", "DLQ", "old", DeadLetterPolicy.NONE))));
    private TestClient client = harness.connect();
    private int session = client.session();

    private void send(String text, long timeToLive, long delay) {
        client.send(client.producer(session, Destination.queue("orders")), 0, timeToLive, delay, Messages.text(text));
        harness.settle();
    }

    /** A start from a checkpoint leaves bodies on the disk; then their time comes. */
    private void fallDue(long millis, int bodies) {
        harness.checkpoint().restart();
        harness.clockJumps(millis);
        harness.workWithoutReading();
        assertThat(harness.wanted()).isEqualTo(bodies);
    }

    private void nothingIsDoneWhileTheyAreRead() {
        assertThat(harness.engine().wakeAt()).isEqualTo(NEVER);
        harness.clockJumps(MINUTE / 6);
        harness.workWithoutReading();
        assertThat(harness.engine().wakeAt()).isEqualTo(NEVER);
    }

    private List<String> content(String queue) {
        client = harness.connect();
        session = client.session();
        int browser = client.browse(session, queue, null);
        client.credit(browser, 100);
        harness.settle();
        return client.texts(browser);
    }

    @Test
    void oneThatHasExpiredMovesWhenItsBodyComesAndIsNotLookedAtBefore() {
        send("short-lived", 1_000, 0);
        send("also", 1_000, 0);
        fallDue(1_000, 2);
        nothingIsDoneWhileTheyAreRead();
        harness.bring(1);
        harness.workWithoutReading();
        assertThat(harness.effects(Effect.MessagesRemoved.class)).hasSize(1);
        nothingIsDoneWhileTheyAreRead();
        harness.bring(1);
        harness.settle();
        assertThat(content("old")).containsExactly("short-lived", "also");
        assertThat(content("orders")).isEmpty();
    }

    @Test
    void theSameOfOneThatWaitsForItsDeliveryTime() {
        send("short-lived", 1_000, 5_000);
        fallDue(1_000, 1);
        nothingIsDoneWhileTheyAreRead();
        harness.bring(1);
        harness.settle();
        assertThat(content("old")).containsExactly("short-lived");
    }

    @Test
    void oneThatRecursIsDeliveredWhenItsBodyComesAndNotLookedAtBefore() {
        client.send(
                client.producer(session, Destination.queue("orders")),
                Messages.with("recurs", Map.of(Schedule.PROPERTY, "* * * * *")));
        harness.settle();
        fallDue(MINUTE, 1);
        nothingIsDoneWhileTheyAreRead();
        harness.bring(1);
        harness.settle();
        assertThat(content("orders")).containsExactly("recurs");
    }

    @Test
    void oneThatIsRemovedWhileItsBodyIsReadLeavesNothingBehind() {
        send("short-lived", 1_000, 0);
        fallDue(1_000, 1);
        client = harness.connect();
        client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
        harness.bring(1);
        harness.settle();
        assertThat(harness.engine().wakeAt()).isEqualTo(NEVER);
        assertThat(content("old")).isEmpty();
    }

    @Test
    void oneWhoseBodyCannotBeReadGoesToTheQuarantineAtOnce() {
        send("short-lived", 1_000, 0);
        fallDue(1_000, 1);
        harness.readsFail(true);
        harness.bring(1);
        harness.settle().readsFail(false);
        assertThat(harness.engine().wakeAt()).isEqualTo(NEVER);
        assertThat(content("old")).isEmpty();
        assertThat(content("QUARANTINE")).hasSize(1);
    }

    /** Its body is asked for once, and not again before a minute is over; then it moves, if there is room. */
    private void isLeftForAMinuteWithoutRoomForItsNote(int millis) {
        fallDue(millis, 1);
        harness.readsFail(true);
        harness.refuse(Refusals.full());
        cannotBeRead();
        long later = harness.now() + MINUTE;
        assertThat(harness.notices()).last().satisfies(notice -> assertThat(notice.text())
                .contains("is left where it is until " + Instant.ofEpochMilli(later)));
        assertThat(harness.engine().wakeAt()).isEqualTo(later);
        harness.clockJumps(MINUTE);
        harness.workWithoutReading();
        cannotBeRead();
        assertThat(harness.notices()).filteredOn(Outputs.Notice::warning).hasSize(2);
        harness.refuse(null);
        harness.clockJumps(MINUTE);
        harness.workWithoutReading();
        cannotBeRead();
        harness.settle().readsFail(false);
        assertThat(content("QUARANTINE")).hasSize(1);
        assertThat(harness.engine().wakeAt()).isEqualTo(NEVER);
    }

    private void cannotBeRead() {
        assertThat(harness.wanted()).isEqualTo(1);
        harness.bring(1);
        harness.workWithoutReading();
        assertThat(harness.wanted()).isZero();
    }

    @Test
    void oneThatWaitsForItsDeliveryTimeIsLeftForAMinuteIfItCannotBeReadNorMoved() {
        send("short-lived", 1_000, 5_000);
        isLeftForAMinuteWithoutRoomForItsNote(1_000);
    }

    @Test
    void theSameOfOneThatRecurs() {
        client.send(
                client.producer(session, Destination.queue("orders")),
                Messages.with("recurs", Map.of(Schedule.PROPERTY, "* * * * *")));
        harness.settle();
        isLeftForAMinuteWithoutRoomForItsNote((int) MINUTE);
    }

    /** An operator's list leaves it out: it is read once for that. */
    @Test
    void whoListsWhatWaitsForItsTimeGoesOnBehindOneThatCannotBeReadNorMoved() {
        send("damaged", 0, 5_000);
        send("sound", 0, 6_000);
        harness.checkpoint().restart();
        client = harness.connect();
        int request = client.manage("schedule.list", Map.of());
        harness.workWithoutReading();
        assertThat(harness.wanted()).isEqualTo(2);
        harness.readsFail(true);
        harness.refuse(Refusals.full());
        harness.bring(1);
        harness.readsFail(false);
        harness.bring(1);
        harness.workWithoutReading();
        assertThat(harness.wanted()).isZero();
        assertThat(client.rows(request)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry(
                        "next", Instant.ofEpochMilli(harness.now() + 6_000).toString()));
    }
}
