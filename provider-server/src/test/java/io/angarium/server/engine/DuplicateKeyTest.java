package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.XaCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application gives a message a key of its own, and sends it again under that: from other sessions, in transactions, over restarts. */
@Timeout(20)
class DuplicateKeyTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Destination BILLS = Destination.queue("bills");

    private final EngineHarness broker = new EngineHarness();
    private TestClient client = broker.connect();
    private int session = client.session();
    private int producer = client.producer(session, ORDERS);

    /** How the broker came to its present state. */
    private enum Past {
        LIVE,
        RESTARTED,
        CRASHED,
        FROM_A_CHECKPOINT
    }

    private void live(Past past) {
        broker.settle();
        if (past == Past.FROM_A_CHECKPOINT) {
            broker.checkpoint();
        }
        if (past == Past.RESTARTED) {
            broker.restart();
        } else if (past != Past.LIVE) {
            broker.crash();
        }
        another();
    }

    private void another() {
        client = broker.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    private static EncodedMessage message(Destination to, String key, String text) {
        return new MessageBuilder()
                .destination(to)
                .persistent(true)
                .properties(Map.of(EncodedMessage.DUPLICATE_KEY, key))
                .keyed(true)
                .text(text)
                .build();
    }

    private void send(long transaction, String key, String text) {
        client.send(producer, transaction, 0, 0, message(ORDERS, key, text));
        broker.settle();
    }

    private List<String> stored(Destination queue) {
        broker.settle();
        TestClient reader = broker.connect();
        reader.consume(reader.session(), queue.name());
        broker.settle();
        return reader.texts();
    }

    private List<ErrorCode> refusals() {
        return client.take(ProducerFrame.SendRefused.class).stream()
                .map(ProducerFrame.SendRefused::code)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Past.class)
    void aKeyCountsOnceAndEachSendIsConfirmed(Past past) {
        send(0, "1", "a");
        live(past);
        send(0, "1", "a again");
        send(0, "2", "b");
        assertThat(client.confirmed(session)).isEqualTo(2);
        assertThat(refusals()).isEmpty();
        assertThat(stored(ORDERS)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource(Past.class)
    void aKeyOfACommittedTransactionCounts(Past past) {
        send(1, "1", "a");
        send(1, "1", "a twice in it");
        client.commit(session, 1);
        broker.settle();
        live(past);
        send(1, "1", "a again");
        send(1, "2", "b");
        int commit = client.commit(session, 1);
        broker.settle();
        assertThat(client.ok(commit)).isTrue();
        assertThat(stored(ORDERS)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource(Past.class)
    void aKeyOfATransactionThatRolledBackIsFree(Past past) {
        send(1, "1", "never");
        client.rollBack(session, 1);
        live(past);
        send(0, "1", "a");
        assertThat(stored(ORDERS)).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(
            value = Past.class,
            names = {"CRASHED", "FROM_A_CHECKPOINT"})
    void aKeyOfATransactionThatTheBrokerDidNotSurviveIsFree(Past past) {
        send(1, "1", "never");
        live(past);
        send(0, "1", "a");
        assertThat(stored(ORDERS)).containsExactly("a");
    }

    @Test
    void whileATransactionHoldsTheKeyNobodyKnowsAndOthersAreToldSo() {
        send(1, "1", "held");
        TestClient first = client;
        int firstSession = session;
        another();
        send(0, "1", "a");
        assertThat(refusals()).containsExactly(ErrorCode.IN_USE);
        first.commit(firstSession, 1);
        broker.settle();
        send(0, "1", "a");
        assertThat(refusals()).isEmpty();
        assertThat(stored(ORDERS)).containsExactly("held");
    }

    /** The first commit is not on disk yet, and its outcome is unknown to the application, which was started again. */
    @Test
    void aTransactionThatOnlyRepeatsIsNotCommittedBeforeWhatItRepeatsIsOnDisk() {
        client.send(producer, 1, 0, 0, message(ORDERS, "1", "a"));
        client.commit(session, 1);
        another();
        client.send(producer, 1, 0, 0, message(ORDERS, "1", "a again"));
        int commit = client.commit(session, 1);
        broker.round();
        assertThat(client.take(io.angarium.wire.ReplyFrame.class)).noneMatch(reply -> reply.correlation() == commit);
        broker.force();
        assertThat(client.ok(commit)).isTrue();
        assertThat(stored(ORDERS)).containsExactly("a");
    }

    /** Before and behind a checkpoint, committed and rolled back. */
    @ParameterizedTest
    @CsvSource({"false,true", "true,true", "false,false", "true,false"})
    void aPreparedBranchHoldsItsKeysOverACrash(boolean checkpoint, boolean commits) {
        XaClient xa = new XaClient(broker);
        BranchId branch = XaClient.branch("x");
        int outgoing = xa.client().producer(xa.session(), ORDERS);
        xa.start(branch);
        xa.client().send(outgoing, xa.transaction(), 0, 0, message(ORDERS, "1", "branch"));
        xa.end(branch);
        assertThat(xa.prepare(branch)).isEqualTo(XaCode.XA_OK);
        if (checkpoint) {
            broker.checkpoint();
        }
        broker.crash();
        another();
        send(0, "1", "a");
        assertThat(refusals()).containsExactly(ErrorCode.IN_USE);

        XaClient again = new XaClient(broker);
        assertThat(commits ? again.commit(branch) : again.rollBack(branch)).isEqualTo(XaCode.XA_OK);
        broker.settle();
        broker.crash();
        another();
        send(0, "1", "a");
        assertThat(refusals()).isEmpty();
        assertThat(stored(ORDERS)).containsExactly(commits ? "branch" : "a");
    }

    @Test
    void aKeyCountsAtOneDestination() {
        send(0, "1", "a");
        int other = client.producer(session, BILLS);
        client.send(other, message(BILLS, "1", "bill"));
        assertThat(stored(BILLS)).containsExactly("bill");
    }

    @Test
    void aTransactionOfBeforeACheckpointHasItsKeyWhenItCommitsBehindIt() {
        send(1, "1", "a");
        broker.checkpoint();
        client.commit(session, 1);
        broker.settle();
        broker.crash();
        another();
        send(0, "1", "a again");
        assertThat(stored(ORDERS)).containsExactly("a");
    }

    @Test
    void aMessageForASubscriptionHasItsKeyAfterACrash() {
        Destination news = Destination.topic("news");
        TestClient reader = broker.connect("reader");
        reader.subscribe(reader.session(), io.angarium.wire.ConsumerFrame.Kind.DURABLE, "news", "sub");
        int topic = client.producer(session, news);
        client.send(topic, message(news, "1", "a"));
        broker.settle();
        broker.crash();
        another();
        client.send(client.producer(session, news), message(news, "1", "a again"));
        TestClient again = broker.connect("reader");
        int consumer = again.subscribe(again.session(), io.angarium.wire.ConsumerFrame.Kind.DURABLE, "news", "sub");
        again.credit(consumer, 10);
        broker.settle();
        assertThat(again.texts()).containsExactly("a");
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        send(0, "1", "a");
        broker.pass(DuplicateKeys.KEPT_MILLIS - 1);
        send(0, "1", "again");
        broker.pass(2);
        broker.settle();
        send(0, "1", "new");
        assertThat(stored(ORDERS)).containsExactly("a", "new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void whatCannotBeAKeyIsRefused(String unit) {
        send(0, unit.repeat(300), "a");
        assertThat(refusals()).containsExactly(ErrorCode.PROTOCOL);
        assertThat(stored(ORDERS)).isEmpty();
    }

    @Test
    void onlySoManyKeysAreKeptTheOldestGoFirst() {
        DuplicateKeys keys = new DuplicateKeys(new BrokerClock());
        for (int i = 0; i <= DuplicateKeys.MOST; i++) {
            keys.taken(new DuplicateKeys.Key(ORDERS, "" + i), i);
        }
        assertThat(keys.repeats(new DuplicateKeys.Key(ORDERS, "0"), 0)).isFalse();
        assertThat(keys.repeats(new DuplicateKeys.Key(ORDERS, "1"), 0)).isTrue();
        int[] described = {0};
        keys.describe(effect -> described[0]++);
        assertThat(described[0]).isEqualTo(DuplicateKeys.MOST);
    }
}
