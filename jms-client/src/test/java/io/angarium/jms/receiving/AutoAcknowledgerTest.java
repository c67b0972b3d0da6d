package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When an acknowledgement has to be written out. */
@Timeout(20)
class AutoAcknowledgerTest {
    private static final Destination PLACE = Destination.topic("news");
    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(PLACE).build();

    private final FrameRouter router = new FrameRouter();
    private final FakeBroker broker = new FakeBroker(router);
    private final Channel channel = new Channel(broker, router, Duration.ofSeconds(10));
    private final AutoAcknowledger acknowledger = new AutoAcknowledger(channel);
    private long tag;

    private WireConsumer consumer(Kind kind) throws JMSException {
        ConsumerSpec spec = new ConsumerSpec(kind, PLACE, "s", null, false);
        return WireConsumer.open(channel, 1, spec, new ReceiveSettings(100, 100_000, System::nanoTime, -1));
    }

    private Deliver delivery(WireConsumer consumer) {
        tag++;
        return new Deliver(consumer.number(), tag, tag, 1, 0, 0, 0, MESSAGE);
    }

    /** A listener is called and returns; says how often something was written out before it was called. */
    private int handled(WireConsumer consumer) throws JMSException {
        Deliver delivery = delivery(consumer);
        int before = broker.flushes();
        acknowledger.handed(consumer, delivery, true);
        int flushed = broker.flushes() - before;
        acknowledger.done(consumer, delivery, true);
        return flushed;
    }

    private int acknowledged() {
        return broker.sent(ConsumerFrame.Acknowledge.class).size();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"QUEUE", "DURABLE", "SHARED", "SHARED_DURABLE"})
    void whatAnotherMayGetIsOnTheSocketBeforeTheNextMessageIsHandedOver(Kind kind) throws JMSException {
        WireConsumer consumer = consumer(kind);
        assertThat(handled(consumer)).isZero();
        assertThat(handled(consumer)).isEqualTo(1);
        assertThat(handled(consumer)).isEqualTo(1);
    }

    @Test
    void whatEndsWithTheConnectionWaitsForCompany() throws JMSException {
        WireConsumer consumer = consumer(Kind.TOPIC);
        for (int i = 0; i < 10; i++) {
            assertThat(handled(consumer)).isZero();
        }
        assertThat(acknowledged()).as("one for each all the same").isEqualTo(10);
    }

    @Test
    void oneThatWaitsDoesNotKeepOthersOfItsSession() throws JMSException {
        WireConsumer queue = consumer(Kind.QUEUE);
        WireConsumer topic = consumer(Kind.TOPIC);
        handled(queue);
        assertThat(handled(topic)).isEqualTo(1);
        assertThat(handled(queue)).isZero();
        assertThat(handled(topic)).isEqualTo(1);
    }
}
