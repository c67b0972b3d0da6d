package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import jakarta.jms.JMSException;
import java.time.Duration;
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

    private static void start(WireConsumer consumer) {
        try {
            consumer.grantIfWanted();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
