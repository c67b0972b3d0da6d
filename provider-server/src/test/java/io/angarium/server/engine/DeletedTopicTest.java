package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic is deleted while transactions are open that have sent to it: who subscribes by pattern gets their messages all the same. */
@Timeout(60)
class DeletedTopicTest {
    private static final BranchId BRANCH = XaClient.branch("late");
    private static final Destination TOPIC = Destination.topic("t.a");
    private static final Destination OTHER = Destination.topic("t.b");
    private static final Destination PATTERN = Destination.topic("t.*");

    private final EngineHarness harness = new EngineHarness();
    private final PatternSubscriber subscriber = new PatternSubscriber(harness, PATTERN);

    @BeforeEach
    void subscribe() {
        assertThat(subscriber.content()).isEmpty();
    }

    private void delete() {
        int deletion = subscriber.client().manage("topic.delete", Map.of("name", TOPIC.name()));
        harness.settle();
        assertThat(subscriber.client().rows(deletion)).isEmpty();
    }

    private void sendInBranch(Destination... topics) {
        assertThat(subscriber.xa().start(BRANCH)).isZero();
        for (Destination topic : topics) {
            subscriber
                    .client()
                    .sendIn(
                            subscriber.client().producer(subscriber.xa().session(), topic),
                            subscriber.xa().transaction(),
                            "to " + topic.name());
        }
        assertThat(subscriber.xa().end(BRANCH)).isZero();
        delete();
    }

    @Test
    void aLocalCommitReachesThem() {
        subscriber.client().sendIn(subscriber.client().producer(subscriber.xa().session(), TOPIC), 1, "to t.a");
        harness.settle();
        delete();
        subscriber.client().commit(subscriber.xa().session(), 1);
        harness.settle();
        assertThat(subscriber.content()).containsExactly("to t.a");
        subscriber.crash();
        assertThat(subscriber.content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchReachesThem() {
        sendInBranch(TOPIC, OTHER);
        assertThat(subscriber.xa().prepare(BRANCH)).isZero();
        assertThat(subscriber.content()).isEmpty();
        assertThat(subscriber.xa().commit(BRANCH)).isZero();
        assertThat(subscriber.content()).containsExactly("to t.a", "to t.b");
        subscriber.crash();
        assertThat(subscriber.content()).containsExactly("to t.a", "to t.b");
    }

    @Test
    void aPreparedBranchReachesThemAfterACrash() {
        sendInBranch(TOPIC);
        assertThat(subscriber.xa().prepare(BRANCH)).isZero();
        subscriber.crash();
        assertThat(subscriber.xa().commit(BRANCH)).isZero();
        assertThat(subscriber.content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchReachesThemAfterACheckpoint() {
        sendInBranch(TOPIC);
        assertThat(subscriber.xa().prepare(BRANCH)).isZero();
        harness.checkpoint();
        subscriber.crash();
        harness.checkpoint();
        assertThat(subscriber.xa().commit(BRANCH)).isZero();
        assertThat(subscriber.content()).containsExactly("to t.a");
        subscriber.crash();
        assertThat(subscriber.content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchCommitsOnAFullDisk() {
        sendInBranch(OTHER, TOPIC);
        assertThat(subscriber.xa().prepare(BRANCH)).isZero();
        harness.refuse(Refusals.full());
        assertThat(subscriber.xa().commit(BRANCH)).isZero();
        assertThat(harness.effects(Effect.MessageRouted.class)).hasSize(1);
        harness.refuse(null);
        subscriber.crash();
        assertThat(subscriber.content()).containsExactly("to t.b", "to t.a");
    }

    @Test
    void aPrepareThatFindsTheDiskFullRollsBack() {
        sendInBranch(TOPIC);
        harness.refuse(Refusals.full());
        assertThat(subscriber.xa().prepare(BRANCH)).isEqualTo(XaCode.XA_RBOTHER);
        harness.refuse(null);
        subscriber.crash();
        assertThat(subscriber.xa().recover()).isEmpty();
        assertThat(subscriber.content()).isEmpty();
    }

    @Test
    void aPreparedBranchThatRollsBackReachesNobody() {
        sendInBranch(TOPIC);
        assertThat(subscriber.xa().prepare(BRANCH)).isZero();
        assertThat(subscriber.xa().rollBack(BRANCH)).isZero();
        assertThat(subscriber.content()).isEmpty();
        subscriber.crash();
        assertThat(subscriber.content()).isEmpty();
    }
}
