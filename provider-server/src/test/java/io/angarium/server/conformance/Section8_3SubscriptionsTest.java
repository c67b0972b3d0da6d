package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sections 4.2 and 8.3: what a subscription gets and keeps, and what it is called. */
class Section8_3SubscriptionsTest extends WithBroker {
    private static final long MOMENT = 100;

    private Connection connection;
    private Session session;
    private Topic topic;
    private MessageProducer producer;

    @BeforeEach
    void open() throws JMSException {
        connection = started("clientId=client");
        session = connection.createSession();
        topic = session.createTopic("news");
        producer = session.createProducer(topic);
    }

    private void publish(String... texts) throws JMSException {
        for (String text : texts) {
            producer.send(session.createTextMessage(text));
        }
    }

    private void publish(String text, int number) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setIntProperty("number", number);
        producer.send(message);
    }

    @Test
    @Proves({"4.2.2-a", "8.3.1-a"})
    void eachSubscriptionGetsEveryMessageFromItsBeginningOn() throws JMSException {
        publish("early");
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer same = session.createConsumer(topic);
        MessageConsumer other = started().createSession().createConsumer(topic);
        publish("one", "two");
        for (MessageConsumer each : new MessageConsumer[] {one, same, other}) {
            assertThat(receive(each)).isEqualTo("one");
            assertThat(receive(each)).isEqualTo("two");
            assertThat(each.receiveNoWait()).isNull();
        }
    }

    @Test
    @Proves("4.2.2-b")
    void workOnOneCopyHasNoEffectOnAnother() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer one = acknowledging.createConsumer(topic);
        MessageConsumer two = transacted.createConsumer(topic);
        publish("one");
        one.receive(SOON).acknowledge();
        assertThat(receive(two)).isEqualTo("one");
        transacted.rollback();
        Message again = two.receive(SOON);
        assertThat(text(again)).isEqualTo("one");
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        acknowledging.recover();
        assertThat(one.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"8.3.1-c", "4.2.2-d", "4.2.2-a"})
    void aSelectorDecidesWhatIsAdded() throws JMSException {
        String selector = "number >= 2";
        MessageConsumer plain = session.createConsumer(topic, selector);
        MessageConsumer durable = session.createDurableConsumer(topic, "durable", selector, false);
        MessageConsumer shared = session.createSharedConsumer(topic, "shared", selector);
        MessageConsumer both = session.createSharedDurableConsumer(topic, "both", selector);
        for (int i = 0; i < 5; i++) {
            publish("" + i, i % 4);
        }
        for (MessageConsumer each : new MessageConsumer[] {plain, durable, shared, both}) {
            assertThat(receive(each)).isEqualTo("2");
            assertThat(receive(each)).isEqualTo("3");
            assertThat(each.receiveNoWait()).isNull();
        }
    }

    @Test
    @Proves({"8.3.1-b", "8.3.3-i"})
    void noLocalLeavesOutTheOwn() throws JMSException {
        MessageConsumer plain = session.createConsumer(topic, null, true);
        MessageConsumer durable = session.createDurableConsumer(topic, "sub", null, true);
        publish("own");
        Session other = connection().createSession();
        other.createProducer(topic).send(other.createTextMessage("of another"));
        assertThat(receive(plain)).isEqualTo("of another");
        assertThat(receive(durable)).isEqualTo("of another");
        connection.close();
        try (Connection sameClient = factory("clientId=client").createConnection()) {
            Session sending = sameClient.createSession();
            sending.createProducer(topic).send(sending.createTextMessage("of the same client"));
        }
        other.createProducer(topic).send(other.createTextMessage("last"));
        Session again = started("clientId=client").createSession();
        assertThat(receive(again.createDurableConsumer(topic, "sub", null, true)))
                .isEqualTo("last");
    }

    @Test
    @Proves({"4.2.2-e", "8.3.2-a"})
    void aNonDurableSubscriptionEndsWithItsLastConsumer() throws JMSException {
        session.createConsumer(topic).close();
        MessageConsumer shared = session.createSharedConsumer(topic, "sub");
        MessageConsumer second = session.createSharedConsumer(topic, "sub");
        shared.close();
        publish("kept for the second");
        assertThat(receive(second)).isEqualTo("kept for the second");
        publish("unread");
        second.close();
        publish("lost");
        MessageConsumer again = session.createSharedConsumer(topic, "sub");
        publish("new");
        assertThat(receive(again)).isEqualTo("new");
        assertThat(again.receiveNoWait()).isNull();
    }

    @Test
    @Proves({"4.2.2-f", "8.3.3-a", "4.2.9-a", "8.3.3-e"})
    void aDurableSubscriptionGoesOnWithoutAConsumerUntilItIsDeleted() throws JMSException {
        MessageConsumer first = session.createDurableConsumer(topic, "unshared");
        MessageConsumer second = session.createSharedDurableConsumer(topic, "shared");
        publish("one", "two");
        assertThat(receive(first)).isEqualTo("one");
        assertThat(receive(second)).isEqualTo("one");
        first.close();
        second.close();
        publish("three");
        connection.close();
        Session again = started("clientId=client").createSession();
        MessageConsumer unshared = again.createDurableSubscriber(topic, "unshared");
        MessageConsumer shared = again.createSharedDurableConsumer(topic, "shared");
        for (MessageConsumer each : new MessageConsumer[] {unshared, shared}) {
            assertThat(receive(each)).isEqualTo("two");
            assertThat(receive(each)).isEqualTo("three");
            each.close();
        }
        again.createProducer(topic).send(again.createTextMessage("deleted with it"));
        again.unsubscribe("unshared");
        again.unsubscribe("shared");
        assertThat(again.createDurableConsumer(topic, "unshared").receive(MOMENT))
                .isNull();
        assertThat(again.createSharedDurableConsumer(topic, "shared").receive(MOMENT))
                .isNull();
    }

    @Test
    @Proves({"4.2.11-a", "6.2-c"})
    void aDurableSubscriptionLosesAndDoublesNothingOverAKill() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createDurableConsumer(topic, "sub");
        publish("one", "two", "three");
        consumer.receive(SOON).acknowledge();
        assertThat(receive(consumer)).isEqualTo("two");
        killBroker();
        Connection after = started("clientId=client");
        Session again = after.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer rest = again.createDurableConsumer(topic, "sub");
        Message two = rest.receive(SOON);
        assertThat(text(two)).isEqualTo("two");
        assertThat(two.getJMSRedelivered()).isTrue();
        assertThat(receive(rest)).isEqualTo("three");
        assertThat(rest.receive(MOMENT)).isNull();
        again.close();
        MessageConsumer last = after.createSession().createDurableConsumer(topic, "sub");
        assertThat(receive(last)).as("not acknowledged when its session ended").isEqualTo("two");
        assertThat(receive(last)).isEqualTo("three");
    }

    @Test
    @Proves("4.2.8-a")
    void aLivingSubscriberRecoversWhatItHasNotAcknowledged() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createConsumer(topic);
        publish("one", "two");
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(receive(consumer)).isEqualTo("two");
        acknowledging.recover();
        assertThat(receive(consumer)).isEqualTo("one");
        assertThat(receive(consumer)).isEqualTo("two");
    }

    @Test
    @Proves({"4.2.4-a", "4.2.4-b"})
    void namesMayBeLongAndHaveLettersDigitsAndThreeMore() throws JMSException {
        String longest = "Ünter_1.2-x".repeat(12).substring(0, 128);
        for (String name : new String[] {"a", "_", ".", "-", "Größe_1.2-3", "語", longest}) {
            session.createDurableConsumer(topic, name).close();
            publish("one");
            MessageConsumer durable = session.createDurableConsumer(topic, name);
            assertThat(receive(durable)).as(name).isEqualTo("one");
            durable.close();
            session.unsubscribe(name);
            MessageConsumer shared = session.createSharedConsumer(topic, name);
            publish("two");
            assertThat(receive(shared)).as(name).isEqualTo("two");
            shared.close();
        }
    }

    @Test
    @Proves({"8.3.3-c", "8.3.3-d", "8.3.4-b"})
    void anUnsharedDurableSubscriptionIsOfAClientAndASharedOneMayBe() throws JMSException {
        Session nobody = started().createSession();
        assertThatThrownBy(() -> nobody.createDurableConsumer(topic, "sub"))
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(() -> nobody.createDurableSubscriber(topic, "sub"))
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
        session.createDurableConsumer(topic, "sub").close();
        started("clientId=other")
                .createSession()
                .createDurableConsumer(topic, "sub")
                .close();
        nobody.createSharedDurableConsumer(topic, "shared").close();
        session.createSharedDurableConsumer(topic, "shared").close();
        publish("one");
        assertThat(receive(session.createDurableConsumer(topic, "sub"))).isEqualTo("one");
        assertThat(receive(session.createSharedDurableConsumer(topic, "shared")))
                .isEqualTo("one");
        assertThat(receive(nobody.createSharedDurableConsumer(topic, "shared"))).isEqualTo("one");
    }

    @Test
    @Proves({"8.3.3-b", "8.3.3-f"})
    void aSubscriptionInUseIsNeitherTakenNorDeleted() throws JMSException {
        Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createDurableConsumer(topic, "sub");
        publish("one");
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "sub")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.unsubscribe("sub")).isInstanceOf(JMSException.class);
        Message one = consumer.receive(SOON);
        consumer.close();
        assertThatThrownBy(() -> acknowledging.unsubscribe("sub"))
                .as("not acknowledged")
                .isInstanceOf(JMSException.class);
        one.acknowledge();
        acknowledging.unsubscribe("sub");
        MessageConsumer shared = session.createSharedDurableConsumer(topic, "shared");
        assertThatThrownBy(() -> session.unsubscribe("shared")).isInstanceOf(JMSException.class);
        shared.close();
        session.unsubscribe("shared");
    }

    @Test
    @Proves({"8.3.3-g", "8.3.4-c"})
    void anotherTopicSelectorOrNoLocalMakesANewSubscription() throws JMSException {
        Topic other = session.createTopic("other");
        session.createDurableConsumer(topic, "topic").close();
        session.createDurableConsumer(topic, "selector").close();
        session.createDurableConsumer(topic, "noLocal").close();
        session.createSharedDurableConsumer(topic, "shared topic").close();
        session.createSharedDurableConsumer(topic, "shared selector").close();
        publish("old", 1);
        Session foreign = connection().createSession();
        MessageConsumer[] changed = {
            session.createDurableConsumer(other, "topic"),
            session.createDurableConsumer(topic, "selector", "number > 0", false),
            session.createDurableConsumer(topic, "noLocal", null, true),
            session.createSharedDurableConsumer(other, "shared topic"),
            session.createSharedDurableConsumer(topic, "shared selector", "number > 0")
        };
        for (Topic each : new Topic[] {topic, other}) {
            Message message = foreign.createTextMessage("new");
            message.setIntProperty("number", 1);
            foreign.createProducer(each).send(message);
        }
        for (MessageConsumer each : changed) {
            assertThat(receive(each)).isEqualTo("new");
            assertThat(each.receiveNoWait()).isNull();
        }
    }

    @Test
    @Proves({"Session-e", "Session-g", "Session-d"})
    void whatIsNoSubscriptionOrNoTopicForOneIsRefused() throws JMSException {
        TemporaryTopic temporary = session.createTemporaryTopic();
        assertThatThrownBy(() -> session.unsubscribe("never made")).isInstanceOf(InvalidDestinationException.class);
        for (Topic wrong : new Topic[] {temporary, null}) {
            assertThatThrownBy(() -> session.createDurableConsumer(wrong, "sub"))
                    .isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createDurableSubscriber(wrong, "sub"))
                    .isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createSharedDurableConsumer(wrong, "sub"))
                    .isInstanceOf(InvalidDestinationException.class);
        }
        assertThatThrownBy(() -> session.createSharedConsumer(null, "sub"))
                .isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory("clientId=other").createContext()) {
            assertThatThrownBy(() -> context.unsubscribe("never made"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> context.createDurableConsumer(temporary, "sub"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> context.createSharedConsumer(null, "sub"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Proves({"8.3.2-a", "8.3.4-a", "4.2.2-c"})
    void consumersOfASharedSubscriptionShareItsMessages() throws JMSException {
        for (boolean durable : new boolean[] {false, true}) {
            Connection one = started("prefetch=0");
            Connection two = started("prefetch=0");
            MessageConsumer first = shared(one.createSession(), durable, topic, null);
            MessageConsumer second = shared(two.createSession(), durable, topic, null);
            for (int i = 0; i < 4; i++) {
                publish("" + i);
            }
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                seen.add(receive(first));
                seen.add(receive(second));
            }
            assertThat(seen).containsExactlyInAnyOrder("0", "1", "2", "3");
            assertThat(first.receiveNoWait()).isNull();
            assertThat(second.receiveNoWait()).isNull();
        }
    }

    private static MessageConsumer shared(Session session, boolean durable, Topic topic, String selector)
            throws JMSException {
        return durable
                ? session.createSharedDurableConsumer(topic, "name", selector)
                : session.createSharedConsumer(topic, "name", selector);
    }

    @Test
    @Proves({"8.3.2-c", "8.3.4-d"})
    void anActiveSharedSubscriptionIsNotChanged() throws JMSException {
        Topic other = session.createTopic("other");
        for (boolean durable : new boolean[] {false, true}) {
            MessageConsumer consumer = shared(session, durable, topic, null);
            assertThatThrownBy(() -> shared(session, durable, other, null)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> shared(session, durable, topic, "number = 1"))
                    .isInstanceOf(JMSException.class);
            publish("one");
            assertThat(receive(consumer)).isEqualTo("one");
        }
    }

    @Test
    @Proves({"8.3.2-b", "8.3.2-d", "8.3.3-h"})
    void kindsAndClientsTellSubscriptionsOfOneNameApart() throws JMSException {
        Session nobody = started().createSession();
        MessageConsumer[] separate = {
            session.createSharedConsumer(topic, "name"),
            nobody.createSharedConsumer(topic, "name"),
            session.createDurableConsumer(topic, "name"),
            nobody.createSharedDurableConsumer(topic, "name")
        };
        publish("one");
        for (MessageConsumer each : separate) {
            assertThat(receive(each)).isEqualTo("one");
        }
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "name"))
                .isInstanceOf(JMSException.class);
        separate[2].close();
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "name"))
                .isInstanceOf(JMSException.class);
        session.createSharedDurableConsumer(topic, "shared").close();
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "shared")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "shared"))
                .isInstanceOf(JMSException.class);
    }
}
