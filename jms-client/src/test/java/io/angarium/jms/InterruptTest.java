package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that has left takes effect, so its reply is waited for whether or not the thread is interrupted; the flag is kept. */
class InterruptTest extends FakeBrokerBased {
    private Thread answering;

    @Override
    String callTimeout() {
        return "20s"; // the answer comes from another thread, on a machine that may be busy
    }

    /** Answers requests of a type by another thread, once the caller waits. */
    private void answerLate(Class<? extends Frame.Request> type) {
        Thread caller = Thread.currentThread();
        broker.script(frame -> {
            if (!type.isInstance(frame)) {
                return false;
            }
            int correlation = type.cast(frame).correlation();
            answering = new Thread(() -> answerOnceItWaits(caller, correlation), "late-answer");
            answering.start();
            return true;
        });
    }

    private void answerOnceItWaits(Thread caller, int correlation) {
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> caller.getState() == Thread.State.TIMED_WAITING && !caller.isInterrupted());
        broker.push(new ReplyFrame.Ok(correlation));
    }

    @AfterEach
    void endAnswering() throws InterruptedException {
        Thread.interrupted();
        answering.join();
    }

    private static void interrupted(io.angarium.jms.error.Unchecked.Action call) throws JMSException {
        Thread.currentThread().interrupt();
        call.run();
        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    }

    @Test
    void aRecoverThatIsInterruptedIsDone() throws JMSException {
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        answerLate(SessionFrame.Recover.class);
        interrupted(session::recover);
        broker.only(SessionFrame.Recover.class);
    }

    @Test
    void aCommitThatIsInterruptedIsDoneAndTheNextTransactionIsAnother() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        producer.send(session.createMessage());
        answerLate(TransactionFrame.Commit.class);
        interrupted(session::commit);
        producer.send(session.createMessage());
        broker.script(frame -> false);
        session.commit();
        assertThat(broker.sent(TransactionFrame.Commit.class).stream().map(TransactionFrame.Commit::transaction))
                .isEqualTo(List.of(1L, 2L));
    }

    @Test
    void aRollbackThatIsInterruptedIsDoneAndTheNextTransactionIsAnother() throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        producer.send(session.createMessage());
        answerLate(TransactionFrame.Rollback.class);
        interrupted(session::rollback);
        producer.send(session.createMessage());
        broker.script(frame -> false);
        session.rollback();
        assertThat(broker.sent(TransactionFrame.Rollback.class).stream().map(TransactionFrame.Rollback::transaction))
                .isEqualTo(List.of(1L, 2L));
    }
}
