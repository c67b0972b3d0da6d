package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic that prepared branches have sent to is not deleted before they end: a restart would not find who subscribes by pattern. */
@Timeout(60)
class PreparedTopicTest {
    private static final BranchId FIRST = XaClient.branch("first");
    private static final BranchId SECOND = XaClient.branch("second");
    private static final Destination TOPIC = Destination.topic("t.a");
    private static final Destination OTHER = Destination.topic("t.b");
    private static final Destination PATTERN = Destination.topic("t.*");
    private static final List<String> MANY =
            IntStream.range(0, 200).mapToObj(Integer::toString).toList();

    private final EngineHarness harness = new EngineHarness().withBudget(1 << 20);
    private final PatternSubscriber subscriber = new PatternSubscriber(harness, PATTERN);

    private void send(BranchId branch, Destination topic, List<String> texts) {
        assertThat(subscriber.xa().start(branch)).isZero();
        int producer = subscriber.client().producer(subscriber.xa().session(), topic);
        texts.forEach(
                text -> subscriber.client().sendIn(producer, subscriber.xa().transaction(), text));
        assertThat(subscriber.xa().end(branch)).isZero();
    }

    private void prepare(BranchId branch, Destination topic, String... texts) {
        send(branch, topic, List.of(texts));
        assertThat(subscriber.xa().prepare(branch)).isZero();
    }

    private int ask(String operation, Map<String, Object> arguments) {
        int correlation = subscriber.client().manage(operation, arguments);
        harness.settle();
        return correlation;
    }

    private void delete(Destination topic) {
        assertThat(subscriber.client().rows(ask("topic.delete", Map.of("name", topic.name()))))
                .isEmpty();
    }

    private String refusal() {
        ReplyFrame reply = subscriber.client().reply(ask("topic.delete", Map.of("name", TOPIC.name())));
        assertThat(reply).isInstanceOf(ReplyFrame.Failed.class);
        assertThat(((ReplyFrame.Failed) reply).code()).isEqualTo(ErrorCode.IN_USE);
        return ((ReplyFrame.Failed) reply).reason();
    }

    private void decide(String operation) {
        int decision = ask(operation, Map.of("xid", FIRST.toString()));
        assertThat(subscriber.client().rows(decision).get(0)).containsEntry("xid", FIRST.toString());
    }

    @Test
    void aPreparedBranchKeepsItAndTheRefusalSaysWhichAndWhatToDo() {
        subscriber.content();
        prepare(FIRST, TOPIC, "1");
        assertThat(refusal())
                .isEqualTo("topic 't.a' has messages of 1 prepared branch, " + FIRST
                        + ": commit or roll back first, see 'angarium tx list'");
        prepare(SECOND, TOPIC, "2");
        assertThat(refusal()).startsWith("topic 't.a' has messages of 2 prepared branches, such as " + FIRST + ": ");
        assertThat(subscriber.client().rows(ask("tx.list", Map.of())))
                .extracting(row -> row.get("xid"))
                .containsExactly(FIRST.toString(), SECOND.toString());
    }

    @Test
    void itIsKeptOverARestartSoThatTheCommitReachesWhoSubscribesByPattern() {
        subscriber.content();
        prepare(FIRST, TOPIC, "1");
        refusal();
        subscriber.crash();
        refusal();
        harness.checkpoint();
        subscriber.crash();
        refusal();
        assertThat(subscriber.xa().commit(FIRST)).isZero();
        delete(TOPIC);
        assertThat(subscriber.content()).containsExactly("1");
        subscriber.crash();
        assertThat(subscriber.content()).containsExactly("1");
    }

    @Test
    void whatIsParkedKeepsItToo() {
        prepare(FIRST, TOPIC, MANY.toArray(new String[0]));
        harness.pass(5000).settle().force();
        assertThat(harness.placesOfLists()).isNotEmpty();
        refusal();
        harness.checkpoint();
        subscriber.crash();
        refusal();
        assertThat(harness.fetched()).as("records that were read for that").isZero();
        subscriber.content();
        assertThat(subscriber.xa().commit(FIRST)).isZero();
        assertThat(harness.fetched()).isPositive();
        delete(TOPIC);
        assertThat(subscriber.content()).containsExactlyElementsOf(MANY);
    }

    @Test
    void itIsDeletedOnceTheyHaveCommittedAndRolledBack() {
        prepare(FIRST, TOPIC, "1");
        prepare(SECOND, TOPIC, "2");
        assertThat(subscriber.xa().commit(FIRST)).isZero();
        assertThat(refusal()).contains("1 prepared branch, " + SECOND);
        assertThat(subscriber.xa().rollBack(SECOND)).isZero();
        delete(TOPIC);
    }

    @Test
    void aDecisionByHandLetsItGoBeforeItIsForgotten() {
        for (String decision : List.of("tx.commit", "tx.rollback")) {
            prepare(FIRST, TOPIC, "1");
            refusal();
            decide(decision);
            delete(TOPIC);
            subscriber.crash();
            decide("tx.forget");
        }
    }

    @Test
    void aBranchThatIsNotPreparedOrHasSentToAnotherTopicDoesNotKeepIt() {
        subscriber.client().producer(subscriber.xa().session(), TOPIC);
        prepare(FIRST, OTHER, "1");
        send(SECOND, TOPIC, List.of("2"));
        delete(TOPIC);
    }

    @Test
    void whatWasPreparedAfterTheDeletionDoesNotKeepAnotherTopicOfTheName() {
        subscriber.content();
        send(FIRST, TOPIC, List.of("1"));
        delete(TOPIC);
        subscriber.client().producer(subscriber.xa().session(), TOPIC);
        assertThat(subscriber.xa().prepare(FIRST)).isZero();
        delete(TOPIC);
        subscriber.client().producer(subscriber.xa().session(), TOPIC);
        harness.settle().force();
        subscriber.crash();
        delete(TOPIC);
        assertThat(subscriber.xa().commit(FIRST)).isZero();
        assertThat(subscriber.content()).containsExactly("1");
    }
}
