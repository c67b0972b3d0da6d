package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which messages come: sections 6.2.9, 3.4.10 and 7.9. */
class MessageOrderRulesTest extends WithBroker {
    private static final int SENDERS = 4;
    private static final int EACH = 150;

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("6.2.9-a")
    void whatASessionSendsToADestinationComesInItsOrderWhateverOthersSend(boolean topic) throws JMSException {
        Connection receiving = started();
        Session receiver = receiving.createSession();
        var destination = topic ? receiver.createTopic("prices") : receiver.createQueue("prices");
        MessageConsumer consumer = receiver.createConsumer(destination);
        List<Threads.Call<Void>> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            Session session = connection().createSession(sender % 2 == 0, Session.AUTO_ACKNOWLEDGE);
            int number = sender;
            senders.add(Threads.run(() -> {
                MessageProducer one = session.createProducer(destination);
                MessageProducer other = session.createProducer(null);
                one.setDeliveryMode(number < 2 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
                other.setDeliveryMode(one.getDeliveryMode());
                for (int i = 0; i < EACH; i++) {
                    Message message = session.createTextMessage("" + i);
                    message.setIntProperty("sender", number);
                    if (i % 7 == 0) {
                        other.send(destination, message);
                    } else {
                        one.send(message);
                    }
                    if (session.getTransacted() && i % 10 == 9) {
                        session.commit();
                    }
                }
            }));
        }
        Map<Integer, List<String>> bySender = new HashMap<>();
        for (int i = 0; i < SENDERS * EACH; i++) {
            Message message = consumer.receive(SOON);
            bySender.computeIfAbsent(message.getIntProperty("sender"), any -> new ArrayList<>())
                    .add(text(message));
        }
        senders.forEach(Threads.Call::result);
        for (int sender = 0; sender < SENDERS; sender++) {
            assertThat(bySender.get(sender)).isEqualTo(numbered(0, EACH));
        }
    }

    @Test
    @Proves({"6.2.9-a", "6.2.9-b"})
    void withinADeliveryModeOrderHoldsThoughModesAreMixed() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Map<Integer, List<String>> byMode = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            int mode = i % 3 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
            producer.send(session.createTextMessage("" + i), mode, 4, 0);
        }
        for (int i = 0; i < 200; i++) {
            Message message = consumer.receive(SOON);
            byMode.computeIfAbsent(message.getJMSDeliveryMode(), any -> new ArrayList<>())
                    .add(text(message));
        }
        byMode.values().forEach(list -> assertThat(list)
                .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b))));
    }

    @Test
    @Proves("6.2.9-c")
    void aTransactionsMessagesStayInTheirOrderPerDestination() throws JMSException {
        Session session = started().createSession(Session.SESSION_TRANSACTED);
        Queue one = session.createQueue("one");
        Topic two = session.createTopic("two");
        MessageConsumer ofOne = session.createConsumer(one);
        MessageConsumer ofTwo = session.createConsumer(two);
        MessageProducer producer = session.createProducer(null);
        for (int i = 0; i < 100; i++) {
            producer.send(i % 2 == 0 ? one : two, session.createTextMessage("" + i));
        }
        assertThat(ofOne.receiveNoWait()).isNull();
        session.commit();
        for (int i = 0; i < 100; i++) {
            assertThat(receive(i % 2 == 0 ? ofOne : ofTwo)).isEqualTo("" + i);
        }
        session.commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
    void whatComesBackComesInItsOldOrderBeforeWhatFollowed(int mode) throws JMSException {
        Session session = started().createSession(mode);
        Queue queue = session.createQueue("orders");
        Session sender = connection().createSession();
        MessageProducer producer = sender.createProducer(queue);
        for (int i = 0; i < 30; i++) {
            producer.send(sender.createTextMessage("" + i));
        }
        MessageConsumer consumer = session.createConsumer(queue);
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            int count = 1 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                assertThat(receive(consumer)).isEqualTo("" + i);
            }
            if (mode == Session.SESSION_TRANSACTED) {
                session.rollback();
            } else {
                session.recover();
            }
            if (random.nextBoolean() && round < 8) {
                consumer.close();
                consumer = session.createConsumer(queue);
            }
        }
    }

    @Test
    void aConsumersMessagesThatItDidNotSeeGoToTheNextInTheirOrder() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("" + i));
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MessageConsumer consumer = session.createConsumer(queue);
            for (int j = 0; j < 5; j++) {
                all.add(receive(consumer));
            }
            consumer.close();
        }
        assertThat(all).isEqualTo(numbered(0, 50));
    }

    @Test
    @Proves("3.4.10-b")
    void ofWhatWaitsTheHighestPriorityGoesFirstAndEqualOnesInTheirOrder() throws JMSException {
        Session session = started("prefetch=0").createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        Random random = new Random(11);
        Map<Integer, List<String>> byPriority = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            int priority = random.nextInt(10);
            producer.send(
                    session.createTextMessage("" + i),
                    random.nextBoolean() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT,
                    priority,
                    0);
            byPriority.computeIfAbsent(priority, any -> new ArrayList<>()).add("" + i);
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (int priority = 9; priority >= 0; priority--) {
            List<String> received = new ArrayList<>();
            for (int i = byPriority.get(priority).size(); i > 0; i--) {
                received.add(receive(consumer));
            }
            assertThat(received).as("priority " + priority).isEqualTo(byPriority.get(priority));
        }
    }

    @Test
    void aHigherPriorityWaitsForNothingButWhatIsPrefetched() throws JMSException {
        int prefetch = 10;
        Session session = started("prefetch=" + prefetch).createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 100; i++) {
            producer.send(session.createTextMessage("low"), DeliveryMode.PERSISTENT, 1, 0);
        }
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(receive(consumer)).isEqualTo("low");
        producer.send(session.createTextMessage("high"), DeliveryMode.PERSISTENT, 9, 0);
        List<String> next = new ArrayList<>();
        while (!next.contains("high")) {
            next.add(receive(consumer));
        }
        assertThat(next).hasSizeLessThanOrEqualTo(prefetch + 1);
    }

    @Test
    @Proves("3.4.10-b")
    void underLoadNoConsumerGetsAMessageWhileOneOfHigherPriorityWaits() throws JMSException {
        Queue queue = connection().createSession().createQueue("orders");
        Map<String, Integer> waiting = new ConcurrentHashMap<>();
        List<String> violations = new CopyOnWriteArrayList<>();
        AtomicInteger left = new AtomicInteger(3 * 120);
        List<Threads.Call<Void>> calls = new ArrayList<>();
        for (int sender = 0; sender < 3; sender++) {
            Session session = connection().createSession();
            int number = sender;
            calls.add(Threads.run(() -> {
                MessageProducer producer = session.createProducer(queue);
                Random random = new Random(number);
                for (int i = 0; i < 120; i++) {
                    String name = number + "." + i;
                    int priority = random.nextInt(10);
                    producer.send(session.createTextMessage(name), DeliveryMode.PERSISTENT, priority, 0);
                    waiting.put(name, priority);
                }
            }));
        }
        Session session = started("prefetch=0").createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        calls.add(Threads.run(() -> {
            while (left.get() > 0) {
                Map<String, Integer> before = new HashMap<>(waiting);
                Message message = consumer.receive(SOON);
                left.decrementAndGet();
                before.forEach((name, priority) -> {
                    if (priority > priorityOf(message)) {
                        violations.add(name + " of priority " + priority + " waited while " + message + " came");
                    }
                });
                forget(waiting, message);
            }
        }));
        calls.forEach(Threads.Call::result);
        assertThat(violations).isEmpty();
    }

    private static int priorityOf(Message message) {
        try {
            return message.getJMSPriority();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    /** Its sender may enter it only now. */
    private static void forget(Map<String, Integer> waiting, Message message) throws JMSException {
        String name = text(message);
        while (waiting.remove(name) == null) {
            Thread.onSpinWait();
        }
    }

    /** When a message is due, as far as its sender can say. */
    private record Due(long from, long to) {
        boolean surelyBefore(Due other) {
            return to < other.from;
        }
    }

    /** The broker looks at its clock no sooner than it has taken what was sent before, and no later than it confirms. */
    private static Due send(Session session, long delay, Message message) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        MessageProducer before = session.createProducer(session.createQueue("others"));
        producer.setDeliveryDelay(delay);
        long begin = System.currentTimeMillis();
        before.send(session.createMessage());
        producer.send(message);
        return new Due(begin + delay, System.currentTimeMillis() + delay);
    }

    /** It is sent again, with longer delays, until no pause of the machine leaves open which is due first. */
    @Test
    @Proves("3.4.13-c")
    void aDelayedMessageComesAfterOneThatIsDueEarlier() throws JMSException {
        Session session = started().createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
        boolean sure = false;
        for (long delay = 200; !sure; delay *= 2) {
            Message late = session.createTextMessage("late");
            Due dueLate = send(session, 2 * delay, late);
            Due dueSooner = send(session, delay, session.createTextMessage("sooner"));
            Due dueNow = send(session, 0, session.createTextMessage("now"));
            sure = dueNow.surelyBefore(dueSooner) && dueSooner.surelyBefore(dueLate);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Message got = consumer.receive(SOON);
                assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(got.getJMSDeliveryTime());
                texts.add(text(got));
            }
            if (sure) {
                assertThat(texts).containsExactly("now", "sooner", "late");
            } else {
                assertThat(texts).containsExactlyInAnyOrder("now", "sooner", "late");
            }
            assertThat(late.getJMSDeliveryTime()).isEqualTo(late.getJMSTimestamp() + 2 * delay);
        }
    }
}
