package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.BodyKind;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies in parts (ADR 16): taken, kept, read, and gone without a trace. */
@Timeout(60)
class LargeBodyTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int PART = 1000;

    private final EngineHarness harness = new EngineHarness(10, 1 << 16);
    private final byte[] content = content(10 * PART + 7, 1);
    private TestClient client;
    private int session;
    private int producer;

    @BeforeEach
    void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        harness.settle();
    }

    private static byte[] content(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private int part(TestClient from, int ofSession, int body, int part, byte[] bytes) {
        int correlation = from.correlation();
        from.frame(new ProducerFrame.StorePart(correlation, ofSession, body, part, ByteBuffer.wrap(bytes)));
        return correlation;
    }

    /** Sends all parts of a body ahead. */
    private void store(TestClient from, int ofSession, int body, byte[] bytes) {
        for (int at = 0, part = 0; at < bytes.length; at += PART, part++) {
            part(from, ofSession, body, part, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PART)));
        }
    }

    private static EncodedMessage message(int body, long length, boolean persistent) {
        return new MessageBuilder()
                .destination(ORDERS)
                .persistent(persistent)
                .parts(BodyKind.BYTES, body, length, PART)
                .build();
    }

    private long send(int body) {
        store(client, session, body, content);
        return client.send(producer, message(body, content.length, true));
    }

    private int fetch(TestClient by, int consumer, long body, int part) {
        int correlation = by.correlation();
        by.frame(new ConsumerFrame.FetchPart(correlation, consumer, body, part));
        harness.settle().force(); // one that was moved is read when its copy is on disk
        return correlation;
    }

    private byte[] read(TestClient by, ConsumerFrame.Deliver deliver) {
        EncodedMessage message = deliver.message();
        assertThat(message.inParts()).isTrue();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int part = 0; (long) part * message.partBytes() < message.partsLength(); part++) {
            int correlation = fetch(by, deliver.consumer(), message.partsBody(), part);
            assertThat(by.reply(correlation)).isInstanceOf(ReplyFrame.Part.class);
            ByteBuffer bytes = ((ReplyFrame.Part) by.reply(correlation)).bytes();
            byte[] some = new byte[bytes.remaining()];
            bytes.duplicate().get(some);
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    /** What a new client finds in the queue, all of it: the bodies. */
    private List<byte[]> drain(Destination queue) {
        TestClient next = harness.connect();
        int consumer = next.consume(next.session(), queue.name());
        harness.settle();
        return next.deliveries().stream()
                .map(deliver -> {
                    assertThat(deliver.consumer()).isEqualTo(consumer);
                    return read(next, deliver);
                })
                .toList();
    }

    private void nothingIsLeft() {
        harness.settle().force().checkpoint();
        assertThat(harness.engine().liveBytes()).isZero();
        harness.crash();
        assertThat(harness.recovered()).isZero();
        assertThat(harness.engine().liveBytes()).isZero();
    }

    @Test
    void aBodyIsReadAsItWasSent() {
        send(1);
        harness.settle();

        assertThat(client.confirmed(session)).isEqualTo(1);
        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void aPartIsAnsweredWhenItIsOnDiskAndNotBefore() {
        int correlation = part(client, session, 1, 0, content(PART, 2));
        harness.round();
        assertThat(client.reply(correlation)).isNull();

        harness.force();
        assertThat(client.ok(correlation)).isTrue();
    }

    @Test
    void itIsThereAfterACrashAndACheckpointAndAfterBoth() {
        send(1);
        harness.settle().crash();
        assertThat(drain(ORDERS)).containsExactly(content);
        harness.checkpoint().crash();
        assertThat(drain(ORDERS)).containsExactly(content);
        harness.crash();
        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void partsFromBeforeACheckpointBelongToAMessageBehindIt() {
        store(client, session, 1, content);
        harness.settle().checkpoint();
        client.send(producer, message(1, content.length, true));
        harness.settle().crash();

        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void aBodyThatIsNotSentIsGoneWithItsSession() {
        store(client, session, 1, content);
        harness.settle();
        assertThat(harness.engine().liveBytes()).isGreaterThan(content.length);
        client.closeSession(session);

        nothingIsLeft();
    }

    @Test
    void aBodyThatIsNotSentIsGoneAfterACrash() {
        store(client, session, 1, content);
        harness.settle().checkpoint();
        part(client, session, 2, 0, content(PART, 3));
        harness.settle().crash();

        assertThat(harness.engine().liveBytes()).isZero();
        nothingIsLeft();
    }

    @Test
    void aBodyThatIsGivenUpIsGone() {
        store(client, session, 1, content);
        int correlation = part(client, session, 1, 0, new byte[0]);
        harness.settle();

        assertThat(client.ok(correlation)).isTrue();
        nothingIsLeft();
    }

    @Test
    void acknowledgedItLeavesNothing() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        client.accept(session, consumer, 1, 1);
        harness.settle();

        assertThat(client.failure(fetch(client, consumer, body, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        nothingIsLeft();
    }

    @Test
    void aSendOfABodyThatIsNotThereIsRefused() {
        client.send(producer, message(1, 5, true));

        assertThat(client.take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::code)
                .containsExactly(ErrorCode.OUTCOME_UNKNOWN);
    }

    @Test
    void aSendThatNamesAnotherLengthIsRefusedAndItsBodyIsGone() {
        store(client, session, 1, content);
        client.send(producer, message(1, content.length + 1L, true));

        assertThat(client.take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::code)
                .containsExactly(ErrorCode.PROTOCOL);
        nothingIsLeft();
    }

    @Test
    void aPartThatDoesNotFollowIsRefusedAndTheBodyIsGone() {
        part(client, session, 1, 0, content(PART, 2));
        assertThat(client.failure(part(client, session, 1, 2, content(PART, 2))))
                .isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(client.failure(part(client, session, 1, 1, content(PART, 2))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        part(client, session, 2, 0, content(PART, 2));
        part(client, session, 2, 1, content(PART - 1, 2)); // the last
        assertThat(client.failure(part(client, session, 2, 2, content(1, 2)))).isEqualTo(ErrorCode.ILLEGAL_STATE);
        part(client, session, 3, 0, content(PART, 2));
        assertThat(client.failure(part(client, session, 3, 1, content(PART + 1, 2))))
                .isEqualTo(ErrorCode.ILLEGAL_STATE);
        part(client, session, 4, 0, content(511, 2));
        assertThat(client.failure(part(client, session, 4, 1, content(511, 2))))
                .as("so many small ones would fill the memory")
                .isEqualTo(ErrorCode.ILLEGAL_STATE);

        nothingIsLeft();
    }

    @Test
    void aSessionHasNotMoreThanSoManyBodiesUnderWay() {
        for (int body = 1; body <= LargeBodies.MOST_OPEN; body++) {
            part(client, session, body, 0, content(5, body));
        }
        assertThat(client.failure(part(client, session, 1000, 0, content(5, 1))))
                .isEqualTo(ErrorCode.RESOURCE_LIMIT);
    }

    @Test
    void aFullJournalRefusesThePartAndTheBodyIsGone() {
        part(client, session, 1, 0, content(PART, 2));
        harness.refuse(Refusals.full());
        assertThat(client.failure(part(client, session, 1, 1, content(PART, 2))))
                .isEqualTo(ErrorCode.RESOURCE_LIMIT);
        harness.refuse(null);

        nothingIsLeft();
    }

    @Test
    void aSendThatTheJournalRefusesTakesItsBodyWithIt() {
        store(client, session, 1, content);
        harness.settle();
        harness.refuse(Refusals.full());
        client.send(producer, message(1, content.length, true));
        harness.refuse(null);

        assertThat(client.take(ProducerFrame.SendRefused.class)).hasSize(1);
        nothingIsLeft();
    }

    @Test
    void aMessageThatIsNotPersistentHasOneUntilTheBrokerStops() {
        store(client, session, 1, content);
        client.send(producer, message(1, content.length, false));
        harness.settle();
        TestClient other = harness.connect();
        other.consume(other.session(), "orders");
        harness.settle();
        assertThat(read(other, other.deliveries().get(0))).isEqualTo(content);

        harness.crash();
        assertThat(harness.engine().liveBytes()).isZero();
    }

    @Test
    void aTransactionThatRollsBackTakesItsBodiesWithIt() {
        store(client, session, 1, content);
        client.send(producer, 1, 0, 0, message(1, content.length, true));
        harness.settle();
        client.rollBack(session, 1);

        nothingIsLeft();
    }

    @Test
    void aTransactionThatCommitsHasThemAlsoAfterACrash() {
        store(client, session, 1, content);
        client.send(producer, 1, 0, 0, message(1, content.length, true));
        harness.settle().checkpoint();
        client.commit(session, 1);
        harness.settle().crash();

        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void aTransactionThatIsOpenAtACrashLeavesNothing() {
        store(client, session, 1, content);
        client.send(producer, 1, 0, 0, message(1, content.length, true));
        harness.settle().checkpoint().crash();

        assertThat(harness.engine().liveBytes()).isZero();
        nothingIsLeft();
    }

    @Test
    void aPreparedBranchHoldsThemOverACrash() {
        BranchId branch = XaClient.branch("b");
        XaClient xa = new XaClient(harness);
        int sender = xa.client().producer(xa.session(), ORDERS);
        assertThat(xa.start(branch)).isEqualTo(XaCode.XA_OK);
        store(xa.client(), xa.session(), 1, content);
        xa.client().send(sender, xa.transaction(), 0, 0, message(1, content.length, true));
        assertThat(xa.end(branch)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(branch)).isEqualTo(XaCode.XA_OK);
        harness.checkpoint().crash();
        assertThat(new XaClient(harness).commit(branch)).isEqualTo(XaCode.XA_OK);
        harness.settle();

        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void whatIsGivenBackIsReadAgain() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(read(client, client.deliveries().get(0))).isEqualTo(content);
        client.settle(session, ConsumerFrame.Verdict.RELEASE, consumer, 1, 1);
        harness.settle();

        ConsumerFrame.Deliver again = client.deliveries().get(0);
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(read(client, again)).isEqualTo(content);
    }

    @Test
    void aDeadLetterHasItsBody() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.settle(session, ConsumerFrame.Verdict.REJECT, consumer, 1, 1);
        harness.settle().checkpoint().crash();

        assertThat(drain(Destination.queue("DLQ"))).containsExactly(content);
    }

    @Test
    void eachSubscriptionReadsItUntilTheLastHasAcknowledged() {
        int first = client.subscribe(session, ConsumerFrame.Kind.TOPIC, "news", null);
        int second = client.subscribe(session, ConsumerFrame.Kind.TOPIC, "news", null);
        int toTopic = client.producer(session, Destination.topic("news"));
        harness.settle();
        store(client, session, 1, content);
        client.send(toTopic, message(1, content.length, true));
        harness.settle();
        List<ConsumerFrame.Deliver> both = client.deliveries();
        assertThat(both).hasSize(2);
        client.accept(session, first, 1, 1);
        harness.settle();
        ConsumerFrame.Deliver left = both.stream()
                .filter(each -> each.consumer() == second)
                .findFirst()
                .orElseThrow();
        assertThat(read(client, left)).isEqualTo(content);
        assertThat(client.failure(fetch(client, first, left.message().partsBody(), 0)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        client.accept(session, second, 1, 1);

        nothingIsLeft();
    }

    @Test
    void aBodyForATopicWithoutSubscriptionsLeavesNothing() {
        int toTopic = client.producer(session, Destination.topic("news"));
        store(client, session, 1, content);
        client.send(toTopic, message(1, content.length, true));

        nothingIsLeft();
    }

    @Test
    void aBrowserReadsIt() {
        send(1);
        harness.settle();
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 10);
        harness.settle();

        assertThat(read(client, client.deliveries().get(0))).isEqualTo(content);
    }

    @Test
    void nobodyReadsABodyOfAnotherQueue() {
        send(1);
        client.consume(session, "orders");
        int elsewhere = client.consume(session, "elsewhere");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();

        assertThat(client.failure(fetch(client, elsewhere, body, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(client.failure(fetch(client, 999, body, 0))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void thereAreNoMorePartsThanThereAre() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();

        assertThat(client.failure(fetch(client, consumer, body, 11))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aClientHasNotMoreThanSoManyPartsUnderWay() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        for (int i = 0; i < PartReader.MOST_ASKED; i++) {
            client.frame(new ConsumerFrame.FetchPart(client.correlation(), consumer, body, 1));
        }
        client.frame(new ConsumerFrame.FetchPart(client.correlation(), consumer, body, 1));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        harness.settle();

        assertThat(client.take(ReplyFrame.Part.class)).hasSize(PartReader.MOST_ASKED);
        assertThat(client.reply(fetch(client, consumer, body, 1))).isInstanceOf(ReplyFrame.Part.class);
    }

    @Test
    void aClientWithoutTheFeatureIsToldAndTheMessageStays() {
        client.send(producer, "before");
        send(1);
        harness.settle();
        TestClient plain = harness.connectPlain();
        int consumer = plain.consume(plain.session(), "orders");
        harness.settle();

        assertThat(plain.texts()).containsExactly("before");
        assertThat(plain.take(ConsumerFrame.ConsumerClosed.class))
                .singleElement()
                .satisfies(closed -> {
                    assertThat(closed.consumer()).isEqualTo(consumer);
                    assertThat(closed.code()).isEqualTo(ErrorCode.UNSUPPORTED);
                });
        plain.vanish();
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        List<ConsumerFrame.Deliver> all = next.deliveries();
        assertThat(all).hasSize(2);
        assertThat(read(next, all.get(1))).isEqualTo(content);
    }

    @Test
    void aBrowserWithoutTheFeaturePassesOver() {
        send(1);
        client.send(producer, "behind");
        harness.settle();
        TestClient plain = harness.connectPlain();
        plain.credit(plain.browse(plain.session(), "orders", null), 10);
        harness.settle();

        assertThat(plain.texts()).containsExactly("behind");
        assertThat(plain.take(ConsumerFrame.BrowseEnd.class)).hasSize(1);
    }

    @Test
    void aPartThatCannotBeReadIsReportedToWhoAsks() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        harness.readsFail(true);
        int correlation = fetch(client, consumer, body, 3);

        assertThat(client.failure(correlation)).isEqualTo(ErrorCode.INTERNAL);
        assertThat(harness.notices())
                .anySatisfy(notice -> assertThat(notice.text()).contains("part 3"));
        harness.readsFail(false);
        assertThat(client.reply(fetch(client, consumer, body, 3))).isInstanceOf(ReplyFrame.Part.class);
    }

    private List<String> quarantined() {
        TestClient next = harness.connect();
        next.consume(next.session(), Quarantine.QUEUE);
        harness.settle();
        List<String> reasons = next.deliveries().stream()
                .map(deliver -> MessageReader.properties(deliver.message()))
                .map(properties -> String.valueOf(properties.get(Quarantine.REASON)))
                .toList();
        next.vanish();
        return reasons;
    }

    @Test
    void aMessageWithAPartThatCannotBeReadIsInQuarantineWhenItComesBack() {
        send(1);
        client.send(producer, "behind");
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        harness.readsFail(true);
        fetch(client, consumer, body, 3);
        harness.readsFail(false);
        assertThat(quarantined()).as("while somebody has it").isEmpty();
        client.settle(session, ConsumerFrame.Verdict.RELEASE, consumer, 1, 2);
        harness.settle();

        assertThat(client.texts()).containsExactly("behind");
        assertThat(quarantined()).singleElement().asString().contains("part 3");
        client.accept(session, consumer, 3, 3);
        nothingIsLeftButNotes(1);
    }

    private void nothingIsLeftButNotes(int count) {
        harness.settle().checkpoint().crash();
        assertThat(harness.recovered()).isEqualTo(count);
    }

    @Test
    void aMessageThatWaitsIsInQuarantineAsSoonAsABrowserMeetsAPartThatCannotBeRead() {
        send(1);
        client.send(producer, "behind");
        harness.settle();
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 10);
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        harness.readsFail(true);
        assertThat(client.failure(fetch(client, browser, body, 0))).isEqualTo(ErrorCode.INTERNAL);
        harness.readsFail(false);

        assertThat(quarantined()).singleElement().asString().contains("part 0");
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("behind");
    }

    @Test
    void aPartThatCannotBeReadSinceItsMessageHasGoneMeanwhileIsNoDamage() {
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        long body = client.deliveries().get(0).message().partsBody();
        harness.readsFail(true);
        int correlation = client.correlation();
        client.frame(new ConsumerFrame.FetchPart(correlation, consumer, body, 3));
        client.accept(session, consumer, 1, 1);
        harness.settle();

        assertThat(client.failure(correlation)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(harness.notices()).isEmpty();
        assertThat(quarantined()).isEmpty();
    }

    /** As a salvage may find it. */
    @Test
    void aMessageOfWhoseBodyAPartIsNotThereIsInQuarantine() {
        send(1);
        client.send(producer, "behind");
        harness.settle();
        int[] parts = {0};
        harness.tamper((type, payload) -> {
            if (EffectReader.read(type, payload.duplicate()) instanceof Effect.BodyPartStored && ++parts[0] == 11) {
                ByteBuffer other = ByteBuffer.allocate(payload.remaining()).put(payload);
                return other.putLong(0, 12345).flip(); // of another body, that nobody wants
            }
            return payload;
        });
        harness.crash();
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();

        assertThat(parts[0]).isEqualTo(11);
        assertThat(next.texts()).containsExactly("behind");
        assertThat(quarantined()).containsExactly("of the 10007 bytes of its body 10000 are there");
    }

    @Test
    void partsAreMovedOutOfSparseSegmentsAndFoundAfterwards() {
        send(1);
        byte[] filler = content(30_000, 9);
        for (int i = 2; i < 20; i++) {
            store(client, session, i, filler);
            harness.settle();
            part(client, session, i, 0, new byte[0]);
        }
        harness.settle().checkpoint();
        harness.copies();
        for (int i = 0; i < 200 && harness.moved() < 12; i++) {
            harness.pass(1000).settle().force();
        }
        assertThat(harness.moved()).isGreaterThanOrEqualTo(12);
        assertThat(drain(ORDERS)).containsExactly(content);
        harness.crash();
        assertThat(drain(ORDERS)).containsExactly(content);
        harness.checkpoint().crash();
        assertThat(drain(ORDERS)).containsExactly(content);
    }

    @Test
    void aBodyTakesNoMemoryOfTheBudgetWorthTheName() {
        harness.withBudget(200_000);
        connect();
        byte[] large = content(400_000, 4);
        store(client, session, 1, large);
        client.send(producer, message(1, large.length, true));
        harness.settle();

        assertThat(drain(ORDERS)).containsExactly(large);
    }

    @Test
    void whileTheJournalsFilesAreTooManyPartsAreAnsweredLater() {
        harness.pretendFileBytes(10L << 30);
        harness.round();
        int correlation = part(client, session, 1, 0, content(PART, 2));
        harness.settle();
        assertThat(client.reply(correlation)).isNull();

        harness.pretendFileBytes(-1);
        harness.pass(200).settle();
        assertThat(client.ok(correlation)).isTrue();
    }

    @Test
    void theRecordsAreThoseOfThePage() {
        send(1);
        harness.settle();
        List<Effect.BodyPartStored> parts = harness.effects(Effect.BodyPartStored.class);

        assertThat(parts).hasSize(11);
        assertThat(parts.get(0).body()).isZero();
        assertThat(parts.subList(1, 11))
                .extracting(Effect.BodyPartStored::body)
                .containsOnly(harness.effects(Effect.MessageStored.class)
                        .get(0)
                        .message()
                        .partsBody());
    }
}
