package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.BodyKind;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies in parts that are sent to destinations with limits: taken whole and once, or gone without a trace. */
@Timeout(60)
class LargeBodyLimitTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int PART = 1000;

    private final EngineHarness harness = new EngineHarness(10, 1 << 16);
    private final byte[] content = new byte[10 * PART + 7];
    private TestClient client;
    private int session;
    private int producer;

    private void limits(long messages, long bytes, Full full) {
        LimitPolicy limits = new LimitPolicy(messages, bytes, full, PATIENCE, "OVERFLOW");
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("orders"), List.of(new Policies.Said("test", "test", policy -> policy.with(limits))));
        harness.withPolicies(new Policies(DestinationPolicy.standard(3, "DLQ"), List.of(rule), LimitPolicy.NONE));
        new Random(1).nextBytes(content);
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        harness.settle();
    }

    private int part(int body, int part, byte[] bytes) {
        int correlation = client.correlation();
        client.frame(new ProducerFrame.StorePart(correlation, session, body, part, ByteBuffer.wrap(bytes)));
        return correlation;
    }

    private EncodedMessage stored(int body) {
        for (int at = 0, part = 0; at < content.length; at += PART, part++) {
            part(body, part, Arrays.copyOfRange(content, at, Math.min(content.length, at + PART)));
        }
        return new MessageBuilder()
                .destination(ORDERS)
                .persistent(true)
                .parts(BodyKind.BYTES, body, content.length, PART)
                .build();
    }

    private void send(int body) {
        client.send(producer, stored(body));
        harness.settle();
    }

    private List<ErrorCode> refusals() {
        return client.take(ProducerFrame.SendRefused.class).stream()
                .map(ProducerFrame.SendRefused::code)
                .toList();
    }

    private Map<String, Object> queue(String name) {
        return client.rows(client.manage("queue.show", Map.of("name", name))).get(0);
    }

    /** The bodies of what a queue has. */
    private List<byte[]> bodies(String queue) {
        TestClient reader = harness.connect();
        int browser = reader.browse(reader.session(), queue, null);
        reader.credit(browser, 100);
        harness.settle();
        return reader.deliveries().stream()
                .filter(deliver -> deliver.message().inParts())
                .map(deliver -> body(reader, deliver))
                .toList();
    }

    private byte[] body(TestClient reader, ConsumerFrame.Deliver deliver) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int part = 0; part <= content.length / PART; part++) {
            int correlation = reader.correlation();
            reader.frame(new ConsumerFrame.FetchPart(
                    correlation, deliver.consumer(), deliver.message().partsBody(), part));
            harness.settle();
            assertThat(reader.reply(correlation)).isInstanceOf(ReplyFrame.Part.class);
            ByteBuffer bytes = ((ReplyFrame.Part) reader.reply(correlation)).bytes();
            byte[] some = new byte[bytes.remaining()];
            bytes.duplicate().get(some);
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    private void onlyTheFirstIsLeft(long before) {
        harness.settle().force().checkpoint();
        assertThat(harness.engine().liveBytes()).isEqualTo(before);
    }

    @Test
    void oneThatWaitsIsTakenWholeAndOnceWhenThereIsRoom() {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        send(1);
        client.send(producer, "behind");
        harness.settle();
        assertThat(queue("orders")).containsEntry("sendersWaiting", 1).containsEntry("messages", 1L);
        assertThat(harness.effects(Effect.MessageStored.class)).hasSize(1);
        harness.checkpoint(); // its parts are the session's still
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle();

        assertThat(refusals()).isEmpty();
        List<ConsumerFrame.Deliver> first = client.deliveries();
        assertThat(first).hasSize(2);
        assertThat(body(client, first.get(1))).isEqualTo(content);
        client.accept(session, consumer, 2, 2);
        harness.settle();
        assertThat(client.texts()).containsExactly("behind");
        assertThat(client.confirmed(session)).isEqualTo(3);
    }

    @Test
    void oneThatWasTakenLateSurvivesACrash() {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        send(1);
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle().force().checkpoint();
        harness.crash();

        assertThat(bodies("orders")).containsExactly(content);
    }

    @Test
    void oneThatWaitsInVainIsRefusedAndItsBodyIsGone() {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        harness.settle();
        long before = harness.engine().liveBytes();
        send(1);
        harness.pass(2_000).settle();

        assertThat(refusals()).containsExactly(ErrorCode.RESOURCE_LIMIT);
        onlyTheFirstIsLeft(before);
    }

    @Test
    void oneThatWaitsWhenItsSessionEndsLeavesNothing() {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        harness.settle();
        long before = harness.engine().liveBytes();
        send(1);
        client.vanish();

        onlyTheFirstIsLeft(before);
    }

    @Test
    void nothingChangesABodyWhoseSendWaits() {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        send(1);
        int again = part(1, 0, new byte[] {1});
        int dropped = part(1, 0, new byte[0]);
        int other = part(2, 0, new byte[] {1});
        harness.settle();
        assertThat(client.failure(again)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(client.ok(dropped)).isTrue();
        assertThat(client.ok(other)).isTrue();
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle();

        List<ConsumerFrame.Deliver> all = client.deliveries();
        assertThat(all).hasSize(2);
        assertThat(body(client, all.get(1))).isEqualTo(content);
    }

    /** Sends a message into a full queue, and so many others with bodies in parts behind it; returns the correlations of the replies to the last one's parts. */
    private List<Integer> sendBehindAFullQueue(int bodies) {
        limits(1, 0, Full.BLOCK);
        client.send(producer, "a");
        harness.settle();
        int last = 0;
        for (int body = 1; body <= bodies; body++) {
            last = client.correlation();
            EncodedMessage message = stored(body);
            client.send(producer, message);
            harness.settle();
        }
        int first = last + 1;
        return IntStream.rangeClosed(first, first + content.length / PART)
                .boxed()
                .toList();
    }

    @Test
    void moreBodiesThanASessionMayHaveBegunWaitForTheirTurn() {
        int many = LargeBodies.MOST_OPEN + 6;
        List<Integer> replies = sendBehindAFullQueue(many);
        assertThat(replies).allMatch(reply -> client.reply(reply) == null);
        assertThat(refusals()).isEmpty();
        int consumer = client.consume(session, "orders");
        for (int i = 1; i <= many; i++) {
            harness.settle();
            client.accept(session, consumer, i, i);
            harness.settle();
        }
        assertThat(replies).allMatch(client::ok);
        assertThat(refusals()).isEmpty();
        List<ConsumerFrame.Deliver> all = client.deliveries();
        assertThat(all).hasSize(many + 1);
        assertThat(body(client, all.get(many))).isEqualTo(content);
        client.accept(session, consumer, many + 1L, many + 1L);
        harness.settle();
        assertThat(client.confirmed(session)).isEqualTo(many + 1L);
        assertThat(memoryUsed()).isZero();
    }

    @Test
    void whatWaitsBehindThoseIsGoneWithItsSession() {
        sendBehindAFullQueue(LargeBodies.MOST_OPEN + 2);
        assertThat(memoryUsed()).isGreaterThan(2L * content.length);
        client.vanish();
        harness.settle().force().checkpoint();
        client = harness.connect();
        assertThat(memoryUsed()).isLessThan(1000);
    }

    @Test
    void partsThatNobodyMayHaveWaitingAreRefused() {
        sendBehindAFullQueue(LargeBodies.MOST_OPEN);
        int half = (int) WaitingParts.MOST_BYTES / 2;
        int body = LargeBodies.MOST_OPEN + 1;
        int first = part(body, 0, new byte[half]);
        int second = part(body, 1, new byte[half]);
        int third = part(body, 2, new byte[1]);
        harness.settle();
        assertThat(client.failure(third)).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        assertThat(client.reply(first)).isNull();
        assertThat(client.reply(second)).isNull();
    }

    @Test
    void abandonedOnesThatWaitGoInTheirTurn() {
        sendBehindAFullQueue(LargeBodies.MOST_OPEN);
        int body = LargeBodies.MOST_OPEN + 1;
        part(body, 0, new byte[PART]);
        int dropped = part(body, 0, new byte[0]);
        int other = part(body + 1, 0, new byte[PART]);
        harness.settle();
        assertThat(client.reply(dropped)).isNull();
        int consumer = client.consume(session, "orders");
        for (int i = 1; i <= body; i++) {
            harness.settle();
            client.accept(session, consumer, i, i);
            harness.settle();
        }
        assertThat(client.ok(dropped)).isTrue();
        assertThat(client.ok(other)).isTrue();
        assertThat(client.deliveries()).hasSize(body);
    }

    private long memoryUsed() {
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        return ((Number) used).longValue();
    }

    @Test
    void oneOfAFullQueueIsDivertedWithItsBody() {
        limits(1, 0, Full.DIVERT);
        client.send(producer, "a");
        send(1);
        client.send(producer, 1, 0, 0, stored(2));
        client.commit(session, 1);
        harness.settle();

        assertThat(refusals()).isEmpty();
        assertThat(queue("orders")).containsEntry("diverted", 2L);
        assertThat(bodies("OVERFLOW")).containsExactly(content, content);
        harness.crash();
        assertThat(bodies("OVERFLOW")).containsExactly(content, content);
    }

    @Test
    void oneThatIsDroppedTakesItsBodyWithIt() {
        limits(1, 0, Full.DROP_NEWEST);
        client.send(producer, "a");
        harness.settle();
        long before = harness.engine().liveBytes();
        send(1);

        assertThat(client.confirmed(session)).isEqualTo(2);
        onlyTheFirstIsLeft(before);
    }

    @Test
    void anOlderOneMakesRoomWithItsBody() {
        limits(1, 0, Full.DROP_OLDEST);
        send(1);
        client.send(producer, "a");
        harness.settle().force().checkpoint();

        assertThat(queue("orders")).containsEntry("messages", 1L).containsEntry("dropped", 1L);
        assertThat(harness.engine().liveBytes()).isLessThan(content.length);
    }

    @Test
    void noRoomIsMadeForABodyThatIsNotHere() {
        limits(1, 0, Full.DROP_OLDEST);
        EncodedMessage message = stored(1);
        client.send(producer, "a");
        part(1, 0, new byte[0]);
        client.send(producer, message);
        harness.settle();

        assertThat(refusals()).containsExactly(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(queue("orders")).containsEntry("messages", 1L).containsEntry("dropped", 0L);
    }

    @Test
    void itsWholeLengthCountsAlsoAfterACrashUntilItHasLeft() {
        limits(0, 2L * content.length, Full.REFUSE);
        send(1);
        send(2);
        assertThat(refusals()).containsExactly(ErrorCode.RESOURCE_LIMIT);
        long bytes = (long) queue("orders").get("bytes");
        assertThat(bytes).isBetween((long) content.length, content.length + 500L);
        harness.crash();
        limitsStay();
        assertThat(queue("orders")).containsEntry("bytes", bytes);
        harness.checkpoint().crash();
        limitsStay();
        assertThat(queue("orders")).containsEntry("bytes", bytes);
        send(1);
        assertThat(refusals()).containsExactly(ErrorCode.RESOURCE_LIMIT);
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle();
        assertThat(queue("orders")).containsEntry("bytes", 0L);
        send(2);
        assertThat(refusals()).isEmpty();
    }

    private void limitsStay() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        harness.settle();
    }

    @Test
    void oneThatIsLongerThanTheLimitIsRefusedAtOnce() {
        limits(0, content.length, Full.BLOCK);
        send(1);

        assertThat(refusals()).containsExactly(ErrorCode.RESOURCE_LIMIT);
        onlyTheFirstIsLeft(0);
    }

    @Test
    void aPreparedBranchReservesTheWholeLengthOverACrash() {
        limits(0, 2L * content.length, Full.REFUSE);
        BranchId branch = XaClient.branch("b");
        XaClient xa = new XaClient(harness);
        client = xa.client();
        session = xa.session();
        producer = client.producer(session, ORDERS);
        assertThat(xa.start(branch)).isEqualTo(XaCode.XA_OK);
        client.send(producer, xa.transaction(), 0, 0, stored(1));
        assertThat(xa.end(branch)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(branch)).isEqualTo(XaCode.XA_OK);
        harness.checkpoint().crash();
        limitsStay();
        send(1);
        assertThat(refusals()).containsExactly(ErrorCode.RESOURCE_LIMIT);

        assertThat(new XaClient(harness).commit(branch)).isEqualTo(XaCode.XA_OK);
        harness.settle();
        assertThat(bodies("orders")).containsExactly(content);
        assertThat((long) queue("orders").get("bytes")).isBetween((long) content.length, content.length + 500L);
    }
}
