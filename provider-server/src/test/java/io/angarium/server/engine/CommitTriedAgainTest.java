package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.XaCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commit of a prepared branch that is refused leaves nothing behind, however often it is tried, and does all of its work in the end. */
@Timeout(60)
class CommitTriedAgainTest {
    private static final BranchId BRANCH = XaClient.branch("again");
    private static final Destination FIRST = Destination.topic("first");
    private static final Destination SECOND = Destination.topic("second");

    /** To topics, so many say more of where they go than the reserve of the harness's journal bears. */
    private static final int VERY_MANY = 5_000;

    /** An eighth of the segment of the harness's journal. */
    private static final int RESERVE_BYTES = 128 * 1024;

    private static final int BRANCHES = 20;
    private static final int IN_EACH = 400;

    /** The journal says of each how far it may have been delivered to. */
    private static final int SUBSCRIBERS = 200;

    /** Six strides of the horizon. */
    private static final int APART_BYTES = 24 << 20;

    private static final int LARGE_BYTES = 30_000;

    private EngineHarness harness = new EngineHarness();
    private XaClient xa;

    @BeforeEach
    void connect() {
        xa = new XaClient(harness, harness.connect("me"));
    }

    private void subscribe(Destination topic) {
        TestClient client = xa.client();
        int consumer = client.open(xa.session(), Kind.DURABLE, topic, topic.name());
        harness.settle();
        client.closeConsumer(consumer, 0);
        harness.settle();
    }

    private void prepare(Destination... topics) {
        assertThat(xa.start(BRANCH)).isZero();
        for (Destination topic : topics) {
            xa.client().sendIn(xa.client().producer(xa.session(), topic), xa.transaction(), "to " + topic.name());
        }
        endAndPrepare();
    }

    private void endAndPrepare() {
        assertThat(xa.end(BRANCH)).isZero();
        assertThat(xa.prepare(BRANCH)).isZero();
    }

    /** From now on a rule leads from the second topic to a queue that is not there yet: making it takes room. */
    private void leadOn() {
        Route onward = new Route("onward", NamePattern.of("topic:second"), null, List.of(Route.Place.of("made")), true);
        Policies policies = new Policies(
                DestinationPolicy.standard(10, "DLQ"), List.of(), LimitPolicy.NONE, new Routes(List.of(onward)));
        harness.engine().configured(new Configuration.Content(0, null, policies, true, List.of()));
    }

    private long published(Destination topic) {
        int list = xa.client().manage("topic.list", Map.of());
        harness.settle();
        return xa.client().rows(list).stream()
                .filter(row -> row.get("name").equals(topic.name()))
                .mapToLong(row -> ((Number) row.get("published")).longValue())
                .sum();
    }

    private List<String> content(Destination topic) {
        TestClient client = xa.client();
        int consumer = client.open(xa.session(), Kind.DURABLE, topic, topic.name());
        client.credit(consumer, 2 * VERY_MANY);
        harness.settle();
        List<String> texts = client.texts(consumer);
        client.closeConsumer(consumer, 0);
        harness.settle();
        return texts;
    }

    private List<String> browse(String queue) {
        int browser = xa.client().browse(xa.session(), queue, null);
        xa.client().credit(browser, 10);
        harness.settle();
        return xa.client().texts(browser);
    }

    @Test
    void aRefusedTryCountsNothingAndSaysNothing() {
        subscribe(FIRST);
        prepare(FIRST, SECOND);
        leadOn();
        harness.refuse(Refusals.full());
        for (int i = 0; i < 3; i++) {
            assertThat(xa.commit(BRANCH)).isEqualTo(XaCode.XA_RETRY);
        }
        assertThat(published(FIRST)).isZero();
        assertThat(harness.effects(Effect.MessageRouted.class)).isEmpty();
        harness.refuse(null);
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(published(FIRST)).isEqualTo(1);
        assertThat(published(SECOND)).isEqualTo(1);
        assertThat(harness.effects(Effect.MessageRouted.class)).hasSize(2);
        for (int i = 0; i < 2; i++) { // as it is, and as the journal has it
            assertThat(content(FIRST)).containsExactly("to first");
            assertThat(browse("made")).containsExactly("to second");
            harness.crash();
            connect();
        }
    }

    @Test
    void anOperatorIsToldThatThereIsNoRoom() {
        prepare(SECOND);
        leadOn();
        harness.refuse(Refusals.full());
        int commit = xa.client().manage("tx.commit", Map.of("xid", BRANCH.toString()));
        harness.settle();
        assertThat(xa.client().failure(commit)).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        harness.refuse(null);
        assertThat(xa.recover()).containsExactly(BRANCH);
    }

    @Test
    void aRefusedSendToATopicIsNoneThatWasPublished() {
        subscribe(FIRST);
        harness.refuse(Refusals.full());
        int producer = xa.client().producer(xa.session(), FIRST);
        xa.client().send(producer, "refused");
        harness.settle();
        assertThat(published(FIRST)).isZero();
        harness.refuse(null);
        xa.client().send(producer, "taken");
        harness.settle();
        assertThat(published(FIRST)).isEqualTo(1);
    }

    @Test
    void aLocalTransactionThatIsRefusedCountsNothing() {
        subscribe(FIRST);
        xa.client().sendIn(xa.client().producer(xa.session(), FIRST), 1, "refused");
        harness.refuse(Refusals.full());
        int commit = xa.client().commit(xa.session(), 1);
        harness.settle();
        assertThat(xa.client().failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        assertThat(published(FIRST)).isZero();
    }

    @Test
    void aFewMessagesToTopicsCommitOnAFullDisk() {
        subscribe(FIRST);
        prepare(FIRST);
        harness.diskFull(true);
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content(FIRST)).containsExactly("to first");
    }

    @Test
    void veryManyMessagesToTopicsStayPreparedOnAFullDiskInsteadOfTakingTheReserve() {
        subscribe(FIRST);
        assertThat(xa.start(BRANCH)).isZero();
        int producer = xa.client().producer(xa.session(), FIRST);
        for (int i = 0; i < VERY_MANY; i++) {
            xa.client().sendIn(producer, xa.transaction(), "" + i);
        }
        endAndPrepare();
        harness.diskFull(true);
        for (int i = 0; i < 3; i++) {
            assertThat(xa.commit(BRANCH)).isEqualTo(XaCode.XA_RETRY);
        }
        assertThat(published(FIRST)).isZero();
        assertThat(harness.effects(Effect.MessageRouted.class)).isEmpty();
        harness.diskFull(false);
        assertThat(xa.commit(BRANCH)).isZero();
        harness.crash();
        connect();
        assertThat(content(FIRST)).hasSize(VERY_MANY);
    }

    private void prepare(BranchId branch, Destination topic, int messages) {
        assertThat(xa.start(branch)).isZero();
        int producer = xa.client().producer(xa.session(), topic);
        for (int i = 0; i < messages; i++) {
            xa.client().sendIn(producer, xa.transaction(), "" + i);
        }
        assertThat(xa.end(branch)).isZero();
        assertThat(xa.prepare(branch)).isZero();
    }

    /** Sends until the journal refuses, so that hardly more than its reserve is left. */
    private void fill(int bytes) {
        harness.diskFull(true);
        int producer = xa.client().producer(xa.session(), Destination.queue("ballast"));
        long before;
        do {
            before = harness.space().appendedPosition();
            xa.client().send(producer, "b".repeat(bytes));
            harness.settle();
        } while (harness.space().appendedPosition() > before);
    }

    @Test
    void manyBranchesTogetherLeaveHalfOfTheReserve() {
        subscribe(FIRST);
        List<BranchId> branches = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            BranchId branch = XaClient.branch("many-" + i);
            prepare(branch, FIRST, IN_EACH);
            branches.add(branch);
        }
        fill(4_000);
        List<BranchId> left = new ArrayList<>();
        for (BranchId branch : branches) {
            if (xa.commit(branch) != 0) {
                left.add(branch);
            }
        }
        assertThat(left).hasSizeBetween(BRANCHES / 2, BRANCHES - 1);
        assertThat(harness.journalRoom()).isGreaterThan(RESERVE_BYTES / 2 - 10_000);
        harness.diskFull(false);
        for (BranchId branch : left) {
            assertThat(xa.commit(branch)).isZero();
        }
        harness.crash();
        connect();
        assertThat(content(FIRST)).hasSize(BRANCHES * IN_EACH);
    }

    @Test
    void whatQueuesWithConsumersTakeOfTheReserveIsAskedForToo() {
        harness = new EngineHarness(10, 64 * 1024); // with a reserve of 8 KiB
        connect();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            xa.client().open(xa.session(), Kind.DURABLE, FIRST, "s" + i);
        }
        harness.settle();
        prepare(FIRST);
        fill(400);
        long room = harness.journalRoom();
        assertThat(xa.commit(BRANCH)).isEqualTo(XaCode.XA_RETRY);
        assertThat(harness.journalRoom()).isEqualTo(room);
        harness.diskFull(false);
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(harness.effects(Effect.MessageRouted.class)).hasSize(1);
    }

    @Test
    void aBranchWhoseMessagesLieFarApartAsksForNoMoreThanTheyCanMove() {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            xa.client().open(xa.session(), Kind.DURABLE, FIRST, "s" + i);
        }
        int own = xa.client().session();
        xa.client().consume(own, "first-of-it");
        harness.settle();
        assertThat(xa.start(BRANCH)).isZero();
        int queue = xa.client().producer(xa.session(), Destination.queue("first-of-it"));
        xa.client().sendIn(queue, xa.transaction(), "early");
        int ballast = xa.client().producer(own, Destination.queue("ballast"));
        for (int i = 0; i < APART_BYTES / LARGE_BYTES; i++) {
            xa.client().send(ballast, "l".repeat(LARGE_BYTES));
            harness.settle();
        }
        int topic = xa.client().producer(xa.session(), FIRST);
        xa.client().sendIn(topic, xa.transaction(), "late");
        assertThat(xa.end(BRANCH)).isZero();
        assertThat(xa.prepare(BRANCH)).isZero();
        fill(4_000);
        assertThat(xa.commit(BRANCH)).isZero();
    }
}
