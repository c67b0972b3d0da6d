package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import org.junit.jupiter.api.Test;

/** Transacted sessions: section 6.2.7. */
class TransactionTest extends BrokerBased {

    @Test
    void sendsCountFromTheirCommitOn() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        producer.send(session.createTextMessage("one"));
        producer.send(session.createTextMessage("two"));
        assertThat(consumer.receiveNoWait()).isNull();
        session.commit();
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(receive(consumer)).isEqualTo("two");
        producer.send(session.createTextMessage("three"));
        session.rollback();
        assertThat(consumer.receive(MOMENT)).isNull();
    }

    @Test
    void whatIsRolledBackComesBackInItsOrder() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 1; i <= 5; i++) {
            producer.send(session.createTextMessage("message " + i));
        }
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("message 1");
        session.commit();
        assertThat(receive(consumer)).isEqualTo("message 2");
        assertThat(receive(consumer)).isEqualTo("message 3");
        session.rollback();
        for (int i = 2; i <= 5; i++) {
            Message message = consumer.receive(SOON);
            assertThat(text(message)).isEqualTo("message " + i);
            assertThat(message.getJMSRedelivered()).isEqualTo(i <= 3);
        }
        session.commit();
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void aClosedSessionRollsBack() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        session.createProducer(queue).send(session.createTextMessage("one"));
        session.commit();
        assertThat(receive(session.createConsumer(queue))).isEqualTo("one");
        session.createProducer(queue).send(session.createTextMessage("two"));
        session.close();
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(consumer.receiveNoWait()).isNull();
        assertThatThrownBy(session::commit).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void consumingAndSendingCommitTogetherFromAListener() throws Exception {
        Connection connection = started();
        Session feeder = connection.createSession();
        Queue in = feeder.createQueue("in");
        Queue out = feeder.createQueue("out");
        Session worker = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer results = worker.createProducer(out);
        worker.createConsumer(in).setMessageListener(message -> {
            try {
                results.send(worker.createTextMessage("done " + text(message)));
                if (!message.getJMSRedelivered()) {
                    worker.rollback();
                } else {
                    worker.commit();
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        MessageProducer producer = feeder.createProducer(in);
        MessageConsumer consumer = feeder.createConsumer(out);
        for (int i = 0; i < 20; i++) {
            producer.send(feeder.createTextMessage("" + i));
            assertThat(receive(consumer)).isEqualTo("done " + i);
        }
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void aLargeTransactionIsOneTransaction() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 3000; i++) {
            producer.send(session.createTextMessage("message " + i));
        }
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 3000; i++) {
            assertThat(receive(consumer)).isEqualTo("message " + i);
        }
        session.rollback();
        assertThat(consumer.receive(SOON).getJMSRedelivered()).isTrue();
        session.rollback();
        for (int i = 0; i < 3000; i++) {
            assertThat(receive(consumer)).isEqualTo("message " + i);
        }
        session.commit();
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Proves("10.3-k")
    void aRefusedSendFailsTheCommitAndNothingOfItCounts() throws JMSException {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Session owner = started().createSession();
        TemporaryQueue gone = owner.createTemporaryQueue();
        Queue queue = session.createQueue("orders");
        MessageProducer any = session.createProducer(null);
        any.send(gone, session.createTextMessage("warm"));
        session.commit();
        gone.delete();
        any.send(queue, session.createTextMessage("one"));
        any.send(gone, session.createTextMessage("two"));
        assertThatThrownBy(session::commit).isInstanceOf(jakarta.jms.TransactionRolledBackException.class);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNull();
        any.send(queue, session.createTextMessage("three"));
        session.commit();
        assertThat(receive(consumer)).isEqualTo("three");
    }
}
