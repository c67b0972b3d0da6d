package io.angarium.server.conformance;

import static io.angarium.server.conformance.Threads.call;
import static io.angarium.server.conformance.Threads.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import io.angarium.server.conformance.Closing.Parts;
import io.angarium.server.conformance.Threads.Call;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing while other threads are inside calls and listeners: sections 6.1.8, 6.2.15, 7.3.4 and 8.8. */
class CloseConcurrencyTest extends WithBroker {
    private static final String QUEUE = "orders";

    /** A listener that stays until it is let go, does something then, and keeps what that threw. */
    private static final class Staying implements MessageListener {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Threads.Action atTheEnd;

        Staying(Threads.Action atTheEnd) {
            this.atTheEnd = atTheEnd;
        }

        @Override
        public void onMessage(Message message) {
            entered.countDown();
            Threads.await(leave);
            try {
                atTheEnd.run();
            } catch (Exception | Error e) {
                failure.set(e);
            }
        }
    }

    private Parts parts(int mode) throws JMSException {
        return Parts.of(started(), mode, QUEUE);
    }

    private void send(String text) throws JMSException {
        Session session = connection().createSession();
        session.createProducer(session.createQueue(QUEUE)).send(session.createTextMessage(text));
    }

    private String left() throws JMSException {
        Session session = started().createSession();
        return text(session.createConsumer(session.createQueue(QUEUE)).receiveNoWait());
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    @Proves({"6.1.8-a", "6.2.15-a", "8.8-b"})
    void aBlockedReceiveReturnsNullAndLaterOnesAreRefused(Closing closing) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        Call<Message> receive = call(parts.consumer()::receive).awaitInside("receive");
        closing.close(parts);
        assertThat(receive.result()).isNull();
        assertThatThrownBy(parts.consumer()::receive).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(parts.consumer()::receiveNoWait).isInstanceOf(IllegalStateException.class);
        closing.close(parts);
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void aReceiveOfAStoppedConnectionReturnsNullToo(Closing closing) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        parts.connection().stop();
        send("stays");
        Call<Message> receive = call(() -> parts.consumer().receive(SOON)).awaitInside("receive");
        closing.close(parts);
        assertThat(receive.result()).isNull();
        assertThat(left()).isEqualTo("stays");
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    @Proves({"6.1.8-b", "6.1.8-c", "6.2.15-a", "8.8-c"})
    void closeWaitsForTheListenerInProgressWhichKeepsAllItsServices(Closing closing) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        Staying listener = new Staying(() -> {
            parts.producer().send(parts.session().createTextMessage("from the listener"));
            Session other = parts.connection().createSession();
            other.createProducer(other.createTemporaryQueue()).send(other.createMessage());
        });
        parts.consumer().setMessageListener(listener);
        send("one");
        Threads.await(listener.entered);
        Call<Void> close = run(() -> closing.close(parts)).stillRuns("close returned before the listener");
        listener.leave.countDown();
        close.result();
        assertThat(listener.failure.get()).isNull();
        assertThat(left()).as("one was acknowledged").isEqualTo("from the listener");
    }

    @ParameterizedTest
    @EnumSource(
            value = Closing.class,
            names = {"SESSION", "CONNECTION"})
    void aListenerMayCommitWhileItsSessionIsBeingClosed(Closing closing) throws JMSException {
        Parts parts = parts(Session.SESSION_TRANSACTED);
        Staying listener = new Staying(() -> {
            parts.producer().send(parts.session().createTextMessage("answer"));
            parts.session().commit();
            parts.producer().send(parts.session().createTextMessage("never committed"));
        });
        parts.consumer().setMessageListener(listener);
        send("one");
        Threads.await(listener.entered);
        Call<Void> close = run(() -> closing.close(parts)).awaitInside("close");
        listener.leave.countDown();
        close.result();
        assertThat(listener.failure.get()).isNull();
        assertThat(left()).isEqualTo("answer");
        assertThat(left()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Closing.class)
    void everyCloserWaitsForTheListener(Closing closing) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        Staying listener = new Staying(() -> {});
        parts.consumer().setMessageListener(listener);
        send("one");
        Threads.await(listener.entered);
        List<Call<Void>> closers = IntStream.range(0, 3)
                .mapToObj(i -> run(() -> closing.close(parts)))
                .toList();
        closers.forEach(closer -> closer.stillRuns("a closer did not wait"));
        listener.leave.countDown();
        closers.forEach(Call::result);
    }

    @Test
    void whoClosesTheSessionWaitsForTheConsumersListenerThatAnotherThreadCloses() throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        Staying listener = new Staying(() -> {});
        parts.consumer().setMessageListener(listener);
        send("one");
        Threads.await(listener.entered);
        List<Call<Void>> closers =
                List.of(run(parts.consumer()::close), run(parts.session()::close), run(parts.connection()::close));
        closers.forEach(closer -> closer.stillRuns("a closer did not wait"));
        listener.leave.countDown();
        closers.forEach(Call::result);
    }

    @ParameterizedTest
    @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.CLIENT_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
    @Proves("8.8-b")
    void closingAConsumerWaitsForAReceiveInProgress(int mode) {
        try (JMSContext context =
                factory("trustedPackages=io.angarium.server.conformance").createContext(mode)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE));
            BlockingObject object = new BlockingObject();
            context.createProducer().send(context.createQueue(QUEUE), object);
            if (mode == JMSContext.SESSION_TRANSACTED) {
                context.commit();
            }
            Call<BlockingObject> receive =
                    call(() -> consumer.receiveBody(BlockingObject.class)).awaitInside("readObject");
            Call<Void> close = run(consumer::close).stillRuns("close returned before the receive");
            object.letGo();
            close.result();
            if (mode == JMSContext.AUTO_ACKNOWLEDGE) {
                assertThat(receive.result()).as("it had not been taken").isNull();
                assertThat(context.createConsumer(context.createQueue(QUEUE)).receive(SOON))
                        .isNotNull();
            } else {
                assertThat(receive.result()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingAContextWaitsForAReceiveInProgress(boolean last) {
        JMSContext first =
                factory("trustedPackages=io.angarium.server.conformance").createContext();
        JMSContext context = first.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
        if (last) {
            first.close();
        }
        JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE));
        BlockingObject object = new BlockingObject();
        context.createProducer().send(context.createQueue(QUEUE), object);
        Call<BlockingObject> receive =
                call(() -> consumer.receiveBody(BlockingObject.class)).awaitInside("readObject");
        Call<Void> close = run(context::close).stillRuns("close returned before the receive");
        object.letGo();
        assertThat(receive.result()).isNotNull();
        close.result();
        first.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Closing.class,
            names = {"SESSION", "CONNECTION"})
    void aSendInProgressEndsWellBeforeItsSessionIsClosed(Closing closing) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        parts.consumer().close();
        Message message = parts.session().createTextMessage("one");
        disk.faults().freezeForces();
        Call<Void> send = run(() -> parts.producer().send(message)).awaitInside("send");
        Call<Void> close = run(() -> closing.close(parts)).stillRuns("close returned before the send");
        disk.faults().releaseForces();
        send.result();
        close.result();
        assertThat(left()).isEqualTo("one");
    }

    @ParameterizedTest
    @EnumSource(
            value = Closing.class,
            names = {"SESSION", "CONNECTION"})
    void aCommitInProgressEndsWellBeforeItsSessionIsClosed(Closing closing) throws JMSException {
        Parts parts = parts(Session.SESSION_TRANSACTED);
        parts.producer().send(parts.session().createTextMessage("one"));
        disk.faults().freezeForces();
        Call<Void> commit = run(parts.session()::commit).awaitInside("commit");
        Call<Void> close = run(() -> closing.close(parts)).stillRuns("close returned before the commit");
        disk.faults().releaseForces();
        commit.result();
        close.result();
        assertThat(left()).isEqualTo("one");
    }

    @ParameterizedTest
    @EnumSource(
            value = Closing.class,
            names = {"SESSION", "CONNECTION"})
    void anAcknowledgementInProgressEndsWellBeforeItsSessionIsClosed(Closing closing) throws JMSException {
        Parts parts = parts(Session.CLIENT_ACKNOWLEDGE);
        parts.producer().send(parts.session().createTextMessage("one"));
        Message message = parts.consumer().receive(SOON);
        disk.faults().freezeForces();
        Call<Void> acknowledge = run(message::acknowledge).awaitInside("acknowledge");
        Call<Void> close = run(() -> closing.close(parts)).awaitInside("close");
        disk.faults().releaseForces();
        acknowledge.result();
        close.result();
        assertThat(left()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer", "session", "connection"})
    @Proves("7.3.4-a")
    void closeWaitsUntilCompletionListenersHaveReturned(String what) throws JMSException {
        Parts parts = parts(Session.AUTO_ACKNOWLEDGE);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        parts.producer().send(parts.session().createTextMessage("one"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                entered.countDown();
                Threads.await(leave);
            }

            @Override
            public void onException(Message message, Exception exception) {
                throw new AssertionError(exception);
            }
        });
        Threads.await(entered);
        Call<Void> close = run(() -> {
                    switch (what) {
                        case "producer" -> parts.producer().close();
                        case "session" -> parts.session().close();
                        default -> parts.connection().close();
                    }
                })
                .stillRuns("close returned before the completion listener");
        leave.countDown();
        close.result();
    }

    @Test
    @Proves("6.1.8-f")
    void aContextMayNotBeClosedFromItsListenersButAnotherOneMay() {
        try (JMSContext first = factory().createContext();
                JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            first.createProducer().send(first.createQueue(QUEUE), "one");
            AtomicReference<Object> own = new AtomicReference<>();
            AtomicReference<Object> other = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);
            first.createConsumer(first.createQueue(QUEUE)).setMessageListener(message -> {
                own.set(outcome(first::close));
                other.set(outcome(second::close));

                done.countDown();
            });
            Threads.await(done);
            assertThat(own.get()).isEqualTo(IllegalStateRuntimeException.class);
            assertThat(other.get()).isEqualTo("done");
        }
    }

    private static Object outcome(Threads.Action action) {
        try {
            action.run();
            return "done";
        } catch (Exception e) {
            return e.getClass();
        }
    }

    @Test
    void aSendThatWaitsForRoomIsEndedByTheCloseOfItsSession() throws JMSException {
        Connection connection = connection();
        Session session = connection.createSession();
        var producer = session.createProducer(session.createQueue(QUEUE));
        producer.setDeliveryMode(jakarta.jms.DeliveryMode.NON_PERSISTENT);
        byte[] large = new byte[256 * 1024];
        Call<Void> send = run(() -> {
                    while (true) {
                        var message = session.createBytesMessage();
                        message.writeBytes(large);
                        producer.send(message);
                    }
                })
                .awaitInside("awaitCredit");
        session.close();
        assertThat(send.failure()).isInstanceOf(IllegalStateException.class);
    }
}
