package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
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
        WireConsumer consumer = WireConsumer.open(channel, 1, spec, new ReceiveSettings(10, 1_000, System::nanoTime));
        consumer.want(() -> {
            start(consumer); // between the look and the answer
            return false;
        });
        assertThat(broker.only(ConsumerFrame.Credit.class).messages()).isEqualTo(10);
    }

    private static void start(WireConsumer consumer) {
        try {
            consumer.grantIfWanted();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
