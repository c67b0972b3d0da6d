package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;

/** Sections 3.4.9 and 3.4.13: JMSExpiration and JMSDeliveryTime. */
class TimeHeadersTest extends BrokerBased {
    private static final long DELAY = 300;

    @Test
    @Proves({"3.4.9-a", "3.4.13-a"})
    void expirationAndDeliveryTimeAreThoseThatTheSenderSawAfterItsSend() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 20; i++) {
            Message sent = session.createMessage();
            producer.setDeliveryDelay(i % 3);
            producer.send(sent, 1 + i % 2, 4, SOON * 10);
            Message got = consumer.receive(SOON);
            assertThat(got.getJMSExpiration()).isEqualTo(sent.getJMSExpiration());
            assertThat(got.getJMSDeliveryTime()).isEqualTo(sent.getJMSDeliveryTime());
        }
    }

    @Test
    void timesBeyondAllTimeAreItsEndAndNotThePast() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Message sent = session.createMessage();
        producer.send(sent, DeliveryMode.PERSISTENT, 4, Long.MAX_VALUE);
        assertThat(sent.getJMSExpiration()).isEqualTo(Long.MAX_VALUE);
        assertThat(session.createConsumer(queue).receive(SOON).getJMSExpiration())
                .isEqualTo(Long.MAX_VALUE);
        producer.setDeliveryDelay(Long.MAX_VALUE);
        producer.send(sent);
        assertThat(sent.getJMSDeliveryTime()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withoutTimestampTheyAreTimesOfTheBrokers() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageTimestamp(true);
        producer.setTimeToLive(SOON * 10);
        long before = System.currentTimeMillis();
        producer.send(session.createMessage());
        Message got = session.createConsumer(queue).receive(SOON);
        assertThat(got.getJMSTimestamp()).isZero();
        assertThat(got.getJMSExpiration()).isGreaterThanOrEqualTo(before + SOON * 10);
    }

    @Test
    @Proves("3.4.13-c")
    void aDelayedMessageComesAtItsTimeThoughNothingElseHappens() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(DELAY);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
            producer.setDeliveryMode(mode);
            Message sent = session.createMessage();
            producer.send(sent);
            Message got = consumer.receiveNoWait();
            if (got == null) { // as it is where the send did not take long
                got = consumer.receive(SOON);
            }
            assertThat(got).isNotNull();
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(sent.getJMSDeliveryTime());
        }
    }
}
