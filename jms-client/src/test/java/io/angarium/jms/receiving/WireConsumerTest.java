package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WireConsumerTest {
    private final FrameRouter router = new FrameRouter();
    private final FakeBroker broker = new FakeBroker(router);
    private final Channel channel = new Channel(broker, router, Duration.ofSeconds(10));

    @Test
    void aWishForMessagesIsSeenByAStartAtTheSameTime() throws JMSException {
        ConsumerSpec spec = new ConsumerSpec(ConsumerFrame.Kind.QUEUE, Destination.queue("orders"), null, null, false);
        WireConsumer consumer =
                WireConsumer.open(channel, 1, spec, new ReceiveSettings(10, 1_000, System::nanoTime, -1));
        consumer.want(() -> {
            start(consumer); // between the look and the answer
            return false;
        });
        assertThat(broker.only(ConsumerFrame.Credit.class).messages()).isEqualTo(10);
    }

    @Test
    void aWordThatMayHaveCrossedTheClosingOfAConsumerWithALeaseIsNotTakenForHeard() throws JMSException {
        ConsumerSpec spec = new ConsumerSpec(ConsumerFrame.Kind.QUEUE, Destination.queue("orders"), null, null, false);
        WireConsumer consumer =
                WireConsumer.open(channel, 1, spec, new ReceiveSettings(10, 1_000, System::nanoTime, 0));
        consumer.timing(0, 30_000);
        EncodedMessage message = new MessageBuilder()
                .destination(Destination.queue("orders"))
                .messageId("ID:1")
                .build();
        for (long tag = 1; tag <= 2; tag++) {
            consumer.opened(new ConsumerFrame.Deliver(consumer.number(), tag, tag, 1, 0, 0, 0, message));
        }
        consumer.settle(ConsumerFrame.Verdict.ACCEPT, 1);
        broker.script(frame -> {
            if (frame instanceof ConsumerFrame.Acknowledge) {
                consumer.shut(); // another thread closes it, and the broker hears of that first
            }
            return false;
        });
        assertThatThrownBy(() -> consumer.settle(ConsumerFrame.Verdict.ACCEPT, 2))
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("OUTCOME_UNKNOWN"));
    }

    @Test
    void whoCannotBeToldForWantOfMemoryThatHisConsumerIsClosedIsToldAgain() throws JMSException {
        ConsumerSpec spec = new ConsumerSpec(ConsumerFrame.Kind.QUEUE, Destination.queue("orders"), null, null, false);
        WireConsumer consumer =
                WireConsumer.open(channel, 1, spec, new ReceiveSettings(10, 1_000, System::nanoTime, -1));
        List<String> told = new ArrayList<>();
        AtomicInteger tries = new AtomicInteger();
        IndividualAcknowledger acknowledger = new IndividualAcknowledger(channel, 1);
        ListenerSource.Recovery none = new ListenerSource.Recovery() {
            @Override
            public long count() {
                return 0;
            }

            @Override
            public void recover() {}

            @Override
            public void heed() {}
        };
        ListenerSource source = new ListenerSource(
                consumer,
                message -> {},
                new ListenerSource.Surroundings(
                        new DeliveryGate(), acknowledger, any -> null, none, () -> {}, problem -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new OutOfMemoryError("test");
                            }
                            told.add(problem.getMessage());
                        }),
                0);
        consumer.closedByBroker(new ConsumerFrame.ConsumerClosed(consumer.number(), ErrorCode.RESOURCE_LIMIT, "slow"));
        assertThat(source.runOne()).isFalse();
        assertThat(told).isEmpty();
        assertThat(source.ready()).isTrue();
        assertThat(source.runOne()).isFalse();
        assertThat(told).containsExactly("the broker closed a consumer of orders: slow");
        assertThat(source.ready()).isFalse();
        source.runOne();
        assertThat(tries).hasValue(2);
    }

    private static void start(WireConsumer consumer) {
        try {
            consumer.grantIfWanted();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
