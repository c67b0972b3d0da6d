package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JMSRedelivered and JMSXDeliveryCount over all that makes a message come again: sections 3.4.7, 3.5.11, 6.2.10, 6.2.11 and 8.7. */
class RedeliveryCountTest extends WithBroker {

    /** What happens after two of three messages were received and not acknowledged. */
    enum Event {
        RECOVER(Session.CLIENT_ACKNOWLEDGE, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                session.recover();
                consumer.close(); // after it, so that what was prefetched comes to another one
            }
        },
        ROLLBACK(Session.SESSION_TRANSACTED, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                session.rollback();
                consumer.close();
            }
        },
        CONSUMER_CLOSE_AND_RECOVER(Session.CLIENT_ACKNOWLEDGE, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                consumer.close();
                session.recover();
            }
        },
        CONSUMER_CLOSE_AND_ROLLBACK(Session.SESSION_TRANSACTED, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                consumer.close();
                session.rollback();
            }
        },
        SESSION_CLOSE(Session.CLIENT_ACKNOWLEDGE, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                session.close();
            }
        },
        TRANSACTED_SESSION_CLOSE(Session.SESSION_TRANSACTED, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                session.close();
            }
        },
        CONNECTION_CLOSE(Session.CLIENT_ACKNOWLEDGE, true) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException {
                test.consuming.close();
            }
        },
        BROKER_RESTART(Session.CLIENT_ACKNOWLEDGE, false) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) {
                test.restartBroker();
            }
        },
        BROKER_RESTART_IN_A_TRANSACTION(Session.SESSION_TRANSACTED, false) {
            @Override
            void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) {
                test.restartBroker();
            }
        };

        final int mode;
        final boolean known;

        /** @param known whether the broker learns what the application was given */
        Event(int mode, boolean known) {
            this.mode = mode;
            this.known = known;
        }

        abstract void happens(RedeliveryCountTest test, Session session, MessageConsumer consumer) throws JMSException;
    }

    private Connection consuming;

    private void send(int count) throws JMSException {
        Session session = connection().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        for (int i = 1; i <= count; i++) {
            producer.send(session.createTextMessage("" + i));
        }
    }

    private static String seen(Message message) throws JMSException {
        return text(message) + " count " + message.getIntProperty("JMSXDeliveryCount")
                + (message.getJMSRedelivered() ? " redelivered" : "");
    }

    private static List<String> receive(MessageConsumer consumer, int count) throws JMSException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(seen(consumer.receive(SOON)));
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    @Proves("3.5.11-a")
    void onlyWhatTheApplicationWasGivenCountsAndComesBackFirst(Event event) throws JMSException {
        send(3);
        consuming = started();
        Session session = consuming.createSession(event.mode);
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        assertThat(receive(consumer, 2)).containsExactly("1 count 1", "2 count 1");
        event.happens(this, session, consumer);
        Session next = started().createSession();
        List<String> again = receive(next.createConsumer(next.createQueue("orders")), 3);
        assertThat(again.subList(0, 2)).containsExactly("1 count 2 redelivered", "2 count 2 redelivered");
        if (event.known) {
            assertThat(again.get(2)).isEqualTo("3 count 1");
        } else { // prefetched when the broker went, so that it cannot know
            assertThat(again.get(2)).isIn("3 count 1", "3 count 2 redelivered");
        }
    }

    @Test
    @Proves({"6.2.11-b", "3.5.11-b"})
    void afterAKillWhatWasSeenIsMarkedAndWhatWasAcknowledgedIsGone() throws JMSException {
        send(4);
        Connection connection = started();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        Message first = consumer.receive(SOON);
        first.acknowledge();
        assertThat(text(consumer.receive(SOON))).isEqualTo("2");
        killBroker();
        Session next = started().createSession();
        MessageConsumer again = next.createConsumer(next.createQueue("orders"));
        Message second = again.receive(SOON);
        assertThat(text(second)).as("one was acknowledged").isEqualTo("2");
        assertThat(second.getJMSRedelivered()).isTrue();
        assertThat(second.getIntProperty("JMSXDeliveryCount")).isGreaterThanOrEqualTo(2);
        assertThat(List.of(receive(again), receive(again))).containsExactly("3", "4");
        assertThat(again.receiveNoWait()).isNull();
    }

    @Test
    void afterAKillWhatNobodyWasSentIsNotMarked() throws JMSException {
        send(2);
        killBroker();
        Session next = started().createSession();
        assertThat(receive(next.createConsumer(next.createQueue("orders")), 2))
                .containsExactly("1 count 1", "2 count 1");
    }

    @Test
    void aCountThatWasReachedSurvivesAKill() throws JMSException {
        send(1);
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(consumer.receive(SOON).getIntProperty("JMSXDeliveryCount"))
                    .isEqualTo(attempt);
            session.rollback();
        }
        consumer.close();
        settled();
        killBroker();
        Session next = started().createSession();
        Message message = next.createConsumer(next.createQueue("orders")).receive(SOON);
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isGreaterThanOrEqualTo(5);
        assertThat(message.getJMSRedelivered()).isTrue();
    }

    /** A confirmed send: what was appended before it is on disk now. */
    private void settled() throws JMSException {
        Session session = connection().createSession();
        session.createProducer(session.createQueue("elsewhere")).send(session.createMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    @Proves("8.7-b")
    void aListenerThatFailsGetsItsMessageAgainAtOnceAndCounted(int mode) throws Exception {
        send(2);
        Session session = started().createSession(mode);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        session.createConsumer(session.createQueue("orders")).setMessageListener(message -> {
            try {
                told.add(seen(message));
                if (message.getIntProperty("JMSXDeliveryCount") < 3) {
                    throw new RuntimeException("thrown on purpose");
                }
            } catch (JMSException e) {
                told.add(e.toString());
            }
        });
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(told.poll(SOON, TimeUnit.MILLISECONDS));
        }
        assertThat(all)
                .containsExactly(
                        "1 count 1",
                        "1 count 2 redelivered",
                        "1 count 3 redelivered",
                        "2 count 1",
                        "2 count 2 redelivered",
                        "2 count 3 redelivered");
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
    @Proves("8.7-c")
    void aListenerThatFailsGoesOnWithTheNextUntilTheSessionRecovers(int mode) throws Exception {
        send(2);
        Session session = started().createSession(mode);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        session.createConsumer(session.createQueue("orders")).setMessageListener(message -> {
            try {
                told.add(seen(message));
                if (!message.getJMSRedelivered() && text(message).equals("1")) {
                    throw new RuntimeException("thrown on purpose");
                } else if (!message.getJMSRedelivered()) {
                    if (mode == Session.SESSION_TRANSACTED) {
                        session.rollback();
                    } else {
                        session.recover();
                    }
                }
            } catch (JMSException e) {
                told.add(e.toString());
            }
        });
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(told.poll(SOON, TimeUnit.MILLISECONDS));
        }
        assertThat(all).containsExactly("1 count 1", "2 count 1", "1 count 2 redelivered", "2 count 2 redelivered");
    }

    @Test
    @Proves("8.8-e")
    void whatWasAcknowledgedAfterItsConsumerClosedIsGone() throws JMSException {
        send(3);
        for (int mode : new int[] {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED, Session.AUTO_ACKNOWLEDGE}) {
            Session session = started().createSession(mode);
            MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
            Message message = consumer.receive(SOON);
            consumer.close();
            if (mode == Session.SESSION_TRANSACTED) {
                session.commit();
            } else {
                message.acknowledge();
            }
            session.close();
        }
        Session next = started().createSession();
        assertThat(next.createConsumer(next.createQueue("orders")).receiveNoWait())
                .isNull();
    }

    @Test
    void recoverOfOneSessionLeavesOthersAlone() throws JMSException {
        send(2);
        Connection connection = started("prefetch=1");
        Session one = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Session other = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Queue queue = one.createQueue("orders");
        MessageConsumer ofOne = one.createConsumer(queue);
        assertThat(seen(ofOne.receive(SOON))).isEqualTo("1 count 1");
        ofOne.close();
        MessageConsumer ofOther = other.createConsumer(queue);
        Message kept = ofOther.receive(SOON);
        assertThat(seen(kept)).isEqualTo("2 count 1");
        one.recover();
        assertThat(seen(ofOther.receive(SOON))).isEqualTo("1 count 2 redelivered");
        kept.acknowledge();
        other.close();
        one.close();
        Session next = started().createSession();
        assertThat(next.createConsumer(queue).receiveNoWait())
                .as("all were acknowledged")
                .isNull();
    }
}
