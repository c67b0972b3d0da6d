package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import java.util.List;
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
    private XaClient xa;
    private TestClient client;

    @BeforeEach
    void subscribe() {
        connect();
        assertThat(content()).isEmpty();
    }

    private void connect() {
        xa = new XaClient(harness, harness.connect("me"));
        client = xa.client();
    }

    private void crash() {
        harness.crash();
        connect();
    }

    /** What has come for the subscription by pattern; it is there again later. */
    private List<String> content() {
        int consumer = client.open(xa.session(), Kind.DURABLE, PATTERN, "all");
        client.credit(consumer, 100);
        harness.settle();
        List<String> texts = client.texts(consumer);
        client.closeConsumer(consumer, 0);
        harness.settle();
        return texts;
    }

    private void delete() {
        int deletion = client.manage("topic.delete", Map.of("name", TOPIC.name()));
        harness.settle();
        assertThat(client.rows(deletion)).isEmpty();
    }

    private void sendInBranch(Destination... topics) {
        assertThat(xa.start(BRANCH)).isZero();
        for (Destination topic : topics) {
            client.sendIn(client.producer(xa.session(), topic), xa.transaction(), "to " + topic.name());
        }
        assertThat(xa.end(BRANCH)).isZero();
        delete();
    }

    @Test
    void aLocalCommitReachesThem() {
        client.sendIn(client.producer(xa.session(), TOPIC), 1, "to t.a");
        harness.settle();
        delete();
        client.commit(xa.session(), 1);
        harness.settle();
        assertThat(content()).containsExactly("to t.a");
        crash();
        assertThat(content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchReachesThem() {
        sendInBranch(TOPIC, OTHER);
        assertThat(xa.prepare(BRANCH)).isZero();
        assertThat(content()).isEmpty();
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content()).containsExactly("to t.a", "to t.b");
        crash();
        assertThat(content()).containsExactly("to t.a", "to t.b");
    }

    @Test
    void aPreparedBranchReachesThemAfterACrash() {
        sendInBranch(TOPIC);
        assertThat(xa.prepare(BRANCH)).isZero();
        crash();
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchReachesThemAfterACheckpoint() {
        sendInBranch(TOPIC);
        assertThat(xa.prepare(BRANCH)).isZero();
        harness.checkpoint();
        crash();
        harness.checkpoint();
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(content()).containsExactly("to t.a");
        crash();
        assertThat(content()).containsExactly("to t.a");
    }

    @Test
    void aPreparedBranchCommitsOnAFullDisk() {
        sendInBranch(OTHER, TOPIC);
        assertThat(xa.prepare(BRANCH)).isZero();
        harness.refuse(Refusals.full());
        assertThat(xa.commit(BRANCH)).isZero();
        assertThat(harness.effects(Effect.MessageRouted.class)).hasSize(1);
        harness.refuse(null);
        crash();
        assertThat(content()).containsExactly("to t.b", "to t.a");
    }

    @Test
    void aPrepareThatFindsTheDiskFullRollsBack() {
        sendInBranch(TOPIC);
        harness.refuse(Refusals.full());
        assertThat(xa.prepare(BRANCH)).isEqualTo(XaCode.XA_RBOTHER);
        harness.refuse(null);
        crash();
        assertThat(xa.recover()).isEmpty();
        assertThat(content()).isEmpty();
    }

    @Test
    void aPreparedBranchThatRollsBackReachesNobody() {
        sendInBranch(TOPIC);
        assertThat(xa.prepare(BRANCH)).isZero();
        assertThat(xa.rollBack(BRANCH)).isZero();
        assertThat(content()).isEmpty();
        crash();
        assertThat(content()).isEmpty();
    }
}
