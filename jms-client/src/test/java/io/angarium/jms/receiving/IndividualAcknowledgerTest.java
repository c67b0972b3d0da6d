package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.message.ObjectTrust;
import io.angarium.jms.message.ReceiveContext;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Acknowledge;
import io.angarium.wire.ConsumerFrame.Credit;
import io.angarium.wire.ConsumerFrame.Range;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ReplyFrame;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Settling one by one, where links are lost and consumers closed at any moment. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class IndividualAcknowledgerTest {
    private static final EncodedMessage MESSAGE = new MessageBuilder()
            .destination(Destination.queue("orders"))
            .messageId("ID:1")
            .build();
    private static final ConsumerSpec SPEC =
            new ConsumerSpec(ConsumerFrame.Kind.QUEUE, Destination.queue("orders"), null, null, false);

    private final FrameRouter router = new FrameRouter();
    private final FakeBroker broker = new FakeBroker(router);
    private final Channel channel = new Channel(broker, router, Duration.ofSeconds(10));
    private final IndividualAcknowledger acknowledger = new IndividualAcknowledger(channel, 1);

    private WireConsumer open(int prefetch) throws JMSException {
        return WireConsumer.open(channel, 1, SPEC, new ReceiveSettings(prefetch, 1_000, System::nanoTime, -1));
    }

    private void deliver(WireConsumer to, long... tags) {
        for (long tag : tags) {
            broker.push(new ConsumerFrame.Deliver(to.number(), tag, tag, 1, 0, 0, 0, MESSAGE));
        }
    }

    private void hand(WireConsumer consumer) throws JMSException {
        for (ConsumerFrame.Deliver next = consumer.take(any -> {}); next != null; next = consumer.take(any -> {})) {
            acknowledger.handed(consumer, next, false);
        }
    }

    private WireConsumer handed(long... tags) throws JMSException {
        WireConsumer consumer = open(10);
        deliver(consumer, tags);
        hand(consumer);
        return consumer;
    }

    /** While a word is under way, before its answer. */
    private void meanwhile(Runnable what) {
        broker.script(frame -> {
            if (frame instanceof Acknowledge) {
                what.run();
            }
            return false;
        });
    }

    private void refuse(ErrorCode code) {
        broker.script(frame -> {
            if (frame instanceof Acknowledge asked && asked.correlation() != 0) {
                broker.push(new ReplyFrame.Failed(asked.correlation(), code, "planted"));
                return true;
            }
            return false;
        });
    }

    private void assertUnknown(Verdict verdict, WireConsumer consumer, long tag) {
        assertThatThrownBy(() -> acknowledger.settle(verdict, consumer.number(), tag))
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("OUTCOME_UNKNOWN"));
    }

    private void assertNotOpen(Verdict verdict, WireConsumer consumer, long tag) {
        assertThatThrownBy(() -> acknowledger.settle(verdict, consumer.number(), tag))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open any more");
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECT", "RELEASE", "ACCEPT"})
    void aLossThatAClosedConsumerHeardOfOnlyHereVoidsWhatIsSaidOfIt(Verdict verdict) throws JMSException {
        WireConsumer consumer = handed(1);
        consumer.close();
        acknowledger.lost();
        assertNotOpen(verdict, consumer, 1);
        assertThat(broker.sent(Acknowledge.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECT", "RELEASE"})
    void aWordThatIsUnderWayWhenTheLinkIsLostMayNotCount(Verdict verdict) throws JMSException {
        WireConsumer consumer = handed(1);
        meanwhile(consumer::lost);
        assertUnknown(verdict, consumer, 1);
        assertNotOpen(verdict, consumer, 1);
    }

    @Test
    void anAcceptanceThatIsUnderWayCountsIfItsConsumerIsThereToPassItOver() throws JMSException {
        WireConsumer consumer = handed(1, 2);
        meanwhile(consumer::lost);
        acknowledger.settle(Verdict.ACCEPT, consumer.number(), 1);
        consumer.shut();
        assertNotOpen(Verdict.ACCEPT, consumer, 2);
        deliver(consumer, 3);
        WireConsumer other = handed(1);
        meanwhile(() -> {
            other.shut();
            acknowledger.lost();
        });
        assertUnknown(Verdict.ACCEPT, other, 1);
    }

    @Test
    void whatARefusedRejectionLeftOpenCanStillBeAccepted() throws JMSException {
        WireConsumer consumer = handed(1);
        consumer.lost();
        assertNotOpen(Verdict.REJECT, consumer, 1);
        acknowledger.settle(Verdict.ACCEPT, consumer.number(), 1);
        assertThat(consumer.completed().all().isDone(1)).isTrue();
    }

    @Test
    void deliveriesThatWerePassedOnAreLostByTheTagsOfTheirSource() throws JMSException {
        WireConsumer source = open(10);
        deliver(source, 1, 2, 3);
        WireConsumer before = source.assign(2, 3, source.settling());
        assertThat(before).isNotNull();
        hand(before);
        source.lost();
        assertNotOpen(Verdict.REJECT, before, 3);
        deliver(source, 4);
        WireConsumer after = source.assign(2, 1, source.settling());
        assertThat(after).isNotNull();
        hand(after);
        acknowledger.settle(Verdict.REJECT, after.number(), 1);
        deliver(source, 5);
        WireConsumer last = source.assign(2, 1, source.settling());
        assertThat(last).isNotNull();
        hand(last);
        source.shut();
        acknowledger.lost(); // of which nobody tells the source
        assertNotOpen(Verdict.REJECT, last, 1);
        assertNotOpen(Verdict.ACCEPT, last, 1);
    }

    @Test
    void allThatIsOpenIsAcceptedInOneFrameAndOneThatIsLateKeepsNothingBack() throws JMSException {
        WireConsumer first = handed(1, 2, 3);
        WireConsumer second = handed(1);
        acknowledger.settle(Verdict.ACCEPT, first.number(), 2);
        refuse(ErrorCode.ILLEGAL_STATE);
        assertThatThrownBy(acknowledger::acknowledge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("planted");
        List<Acknowledge> sent = broker.sent(Acknowledge.class);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).ranges())
                .containsExactlyInAnyOrder(
                        new Range(first.number(), 1, 1),
                        new Range(first.number(), 3, 3),
                        new Range(second.number(), 1, 1));
        broker.script(frame -> false);
        acknowledger.acknowledge();
        assertThat(broker.sent(Acknowledge.class)).as("nothing is left to say").hasSize(2);
        assertNotOpen(Verdict.ACCEPT, first, 3);
    }

    @Test
    void neighboursAreOneRange() throws JMSException {
        WireConsumer consumer = open(10);
        long[] tags = new long[200];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = i + 1;
        }
        deliver(consumer, tags);
        hand(consumer);
        acknowledger.acknowledge();
        assertThat(broker.only(Acknowledge.class).ranges()).containsExactly(new Range(consumer.number(), 1, 200));
    }

    @Test
    void aConsumerIsKeptNoLongerThanSomethingOfItIsOpen() throws JMSException {
        List<WeakReference<WireConsumer>> settled = new ArrayList<>();
        WireConsumer open = handed(1);
        for (int i = 0; i < 200; i++) {
            WireConsumer source = open(10);
            deliver(source, 1);
            WireConsumer passed = source.assign(1, 1, source.settling());
            assertThat(passed).isNotNull();
            hand(passed);
            acknowledger.settle(Verdict.ACCEPT, passed.number(), 1);
            settled.add(new WeakReference<>(passed));
            source.close();
        }
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(settled.stream().filter(each -> each.get() != null).count())
                    .isLessThan(20);
        });
        acknowledger.settle(Verdict.REJECT, open.number(), 1);
    }

    @Test
    void whoHasNoLeaseAnyMoreHoldsMessagesReadyAgainAndHasNothingToRenew() throws JMSException {
        WireConsumer consumer = open(10);
        consumer.timing(0, 30_000);
        consumer.want(() -> true);
        consumer.lost();
        consumer.timing(0, 0);
        consumer.restored();
        consumer.grantIfWanted();
        assertThat(broker.sent(Credit.class)).extracting(Credit::messages).containsExactly(1, 10);
        deliver(consumer, 1);
        hand(consumer);
        assertThatThrownBy(() -> acknowledger.settle(Verdict.RENEW, consumer.number(), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no lease to renew");
    }

    @ParameterizedTest
    @EnumSource(names = {"ILLEGAL_STATE", "INTERNAL"})
    void aListenerThatFetchesOneAtATimeGoesOnAfterAReleaseThatFailed(ErrorCode code) throws JMSException {
        WireConsumer consumer = open(0);
        DeliveryGate gate = new DeliveryGate();
        gate.open();
        ReceiveContext messages = new ReceiveContext(any -> null, ObjectTrust.NOTHING, acknowledger::settle, channel);
        ListenerSource source = new ListenerSource(
                consumer,
                message -> {
                    throw new RetryAfterException(Duration.ofHours(1));
                },
                new ListenerSource.Surroundings(
                        gate, acknowledger, messages::message, new NoRecovery(), () -> {}, problem -> {}),
                0);
        consumer.want(() -> true);
        deliver(consumer, 1);
        refuse(code);
        if (code == ErrorCode.ILLEGAL_STATE) {
            assertThat(source.runOne()).isTrue();
        } else {
            assertThatCode(source::runOne).isInstanceOf(JMSException.class);
        }
        assertThat(broker.sent(Credit.class)).hasSize(2);
    }

    private record NoRecovery() implements ListenerSource.Recovery {
        @Override
        public long count() {
            return 0;
        }

        @Override
        public void recover() {
            throw new AssertionError("nothing is recovered here");
        }

        @Override
        public void heed() {
            // Nothing was recalled.
        }
    }
}
