package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Start, stop and close against what is going on: sections 6.1.3 to 6.1.8. */
class LifeCycleTest extends BrokerBased {

    @FunctionalInterface
    private interface Call<T> {
        T call() throws JMSException;
    }

    private static <T> CompletableFuture<T> async(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (JMSException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                "test-caller");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static void awaitWaiting(String threadName) {
        Awaitility.await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().equals(threadName)
                                && thread.getKey().getState() != Thread.State.RUNNABLE
                                && java.util.Arrays.stream(thread.getValue())
                                        .anyMatch(frame -> frame.getMethodName().equals("await"))
                        || thread.getKey().getName().equals(threadName)
                                && java.util.Arrays.stream(thread.getValue())
                                        .anyMatch(frame -> frame.getMethodName().equals("await"))));
    }

    @Test
    @Proves({"6.1.8-a", "8.8-b", "6.2.15-a"})
    void aBlockedReceiveReturnsNullWhenItsConsumerSessionOrConnectionIsClosed() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");

        MessageConsumer closed = session.createConsumer(queue);
        CompletableFuture<Object> first = async(closed::receive);
        awaitWaiting("test-caller");
        closed.close();
        assertThat(first.get(SOON, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(closed::receive).isInstanceOf(jakarta.jms.IllegalStateException.class);

        MessageConsumer ofSession = session.createConsumer(queue);
        CompletableFuture<Object> second = async(ofSession::receive);
        awaitWaiting("test-caller");
        session.close();
        assertThat(second.get(SOON, TimeUnit.MILLISECONDS)).isNull();
        assertThatThrownBy(ofSession::receive).isInstanceOf(jakarta.jms.IllegalStateException.class);

        MessageConsumer ofConnection = connection.createSession().createConsumer(queue);
        CompletableFuture<Object> third = async(ofConnection::receive);
        awaitWaiting("test-caller");
        connection.close();
        assertThat(third.get(SOON, TimeUnit.MILLISECONDS)).isNull();
        connection.close();
        assertThatThrownBy(connection::createSession).isInstanceOf(jakarta.jms.IllegalStateException.class);
        assertThatThrownBy(connection::start).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void aStoppedConnectionDeliversNothingAndAStartedOneGoesOn() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        producer.send(session.createTextMessage("one"));
        producer.send(session.createTextMessage("two"));
        assertThat(receive(consumer)).isEqualTo("one");
        connection.stop();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(consumer.receive(MOMENT)).isNull();
        CompletableFuture<String> waiting = async(() -> receive(consumer));
        connection.start();
        assertThat(waiting.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("two");
    }

    @Test
    @Proves({"6.1.5-e", "6.2.15-a"})
    void stopAndCloseWaitForTheListenerInProgress() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        session.createConsumer(queue).setMessageListener(message -> {
            inside.countDown();
            try {
                assertThat(leave.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Session sender = connection.createSession();
        sender.createProducer(queue).send(sender.createTextMessage("one"));
        assertThat(inside.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        CompletableFuture<Object> stopped = async(() -> {
            connection.stop();
            return null;
        });
        CompletableFuture<Object> closed = async(() -> {
            session.close();
            return null;
        });
        assertThatThrownBy(() -> stopped.get(MOMENT, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(closed).isNotDone();
        leave.countDown();
        stopped.get(SOON, TimeUnit.MILLISECONDS);
        closed.get(SOON, TimeUnit.MILLISECONDS);
        connection.start();
        assertThat(connection.createSession().createConsumer(queue).receiveNoWait())
                .as("the message was acknowledged")
                .isNull();
    }

    @Test
    void aListenerMayNotStopOrCloseWhatRunsItButMayCloseItsConsumer() throws Exception {
        Connection connection = started();
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageConsumer consumer = session.createConsumer(queue);
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        consumer.setMessageListener(message -> {
            for (Call<?> call : new Call<?>[] {
                () -> {
                    connection.stop();
                    return "stopped";
                },
                () -> {
                    connection.close();
                    return "closed connection";
                },
                () -> {
                    session.close();
                    return "closed session";
                },
                () -> {
                    consumer.close();
                    return "closed consumer";
                }
            }) {
                try {
                    outcome.add(call.call());
                } catch (JMSException e) {
                    outcome.add(e.getClass());
                }
            }
        });
        Session sender = connection.createSession();
        sender.createProducer(queue).send(sender.createTextMessage("one"));
        sender.createProducer(queue).send(sender.createTextMessage("two"));
        for (int i = 0; i < 3; i++) {
            assertThat(outcome.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(jakarta.jms.IllegalStateException.class);
        }
        assertThat(outcome.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("closed consumer");
        assertThat(receive(sender.createConsumer(queue))).isEqualTo("two");
        assertThat(outcome.poll()).isNull();
    }

    @Test
    @Proves("6.1.7-a")
    void aLostBrokerReachesTheExceptionListenerOnceAndTheNextCalls() throws Exception {
        Connection connection = mortal();
        connection.start();
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        Queue queue = session.createQueue("orders");
        MessageConsumer consumer = session.createConsumer(queue);
        Session listening = connection.createSession();
        listening.createConsumer(queue).setMessageListener(message -> {});
        CompletableFuture<Object> waiting = async(consumer::receive);
        awaitWaiting("test-caller");
        broker.stop();
        assertThat(problems.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
        assertThatThrownBy(() -> waiting.get(SOON, TimeUnit.MILLISECONDS)).hasCauseInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createProducer(queue)).isInstanceOf(JMSException.class);
        assertThat(problems.poll(MOMENT, TimeUnit.MILLISECONDS)).isNull();
        connection.close();
    }

    @Test
    void aReceiveThatIsInterruptedKeepsTheFlagAndHarmsNothing() throws Exception {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageConsumer consumer = session.createConsumer(queue);
        Thread.currentThread().interrupt();
        assertThatThrownBy(consumer::receive).isInstanceOf(JMSException.class);
        assertThat(Thread.interrupted()).isTrue();
        session.createProducer(queue).send(session.createTextMessage("one"));
        assertThat(receive(consumer)).isEqualTo("one");
    }

    @Test
    void closingWhileManyThreadsWorkEndsThemAll() throws Exception {
        Connection connection = started();
        Session setUp = connection.createSession();
        Queue queue = setUp.createQueue("orders");
        BlockingQueue<CompletableFuture<Object>> workers = new LinkedBlockingQueue<>();
        for (int i = 0; i < 4; i++) {
            Session session = connection.createSession();
            workers.add(async(() -> {
                MessageProducer producer = session.createProducer(queue);
                while (true) {
                    producer.send(session.createTextMessage("x"));
                }
            }));
            Session consuming = connection.createSession();
            workers.add(async(() -> {
                MessageConsumer consumer = consuming.createConsumer(queue);
                while (consumer.receive() != null) {
                    Thread.onSpinWait();
                }
                return "null";
            }));
            Session listening = connection.createSession();
            listening.createConsumer(queue).setMessageListener(message -> {});
        }
        Awaitility.await().until(() -> setUp.createBrowser(queue) != null);
        connection.close();
        for (CompletableFuture<Object> worker : workers) {
            try {
                worker.get(SOON, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(JMSException.class);
            }
        }
    }
}
