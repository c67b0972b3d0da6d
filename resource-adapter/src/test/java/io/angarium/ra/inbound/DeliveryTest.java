package io.angarium.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.session.AngariumXAConnection;
import io.angarium.jms.session.AngariumXASession;
import io.angarium.jms.session.BrokerIdentity;
import io.angarium.ra.broker.EndpointResource;
import io.angarium.ra.container.Beans;
import io.angarium.ra.container.BrokerBased;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message whose transaction ends at a bad moment: it is worked on in its branch, or comes again. */
class DeliveryTest extends BrokerBased {
    private final List<Integer> counts = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> whileItWorks = new AtomicReference<>(() -> {});
    private final Beans beans = new Beans(true, message -> {
        counts.add(message.getIntProperty("JMSXDeliveryCount"));
        whileItWorks.getAndSet(() -> {}).run();
        return true;
    });
    private final AtomicReference<Runnable> timeOut = new AtomicReference<>();
    private final AtomicReference<Thread> delivering = new AtomicReference<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicReference<Consumer<Xid>> whileStartReturns = new AtomicReference<>(started -> {});
    private final CountDownLatch busy = new CountDownLatch(1);
    private AngariumXAConnection connection;
    private AngariumXASession session;
    private EndpointResource branches;
    private Delivery delivery;

    /** Sessions work on at once after a failure. */
    private final class Goes implements Delivery.Outcome {
        @Override
        public void succeeded() {}

        @Override
        public void failed(Delivery failed, Throwable cause) {
            failures.add(cause);
            failed.rested();
        }
    }

    @BeforeEach
    void oneSession() throws JMSException, ResourceException {
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(adapter.getUri());
        connection = (AngariumXAConnection) factory.createXAConnection();
        session = (AngariumXASession) connection.createXASession();
        XAResource resource = session.getXAResource();
        branches =
                new EndpointResource(slow(resource), ((BrokerIdentity) resource).broker(), connection::isBroken, () -> {
                    throw new IllegalStateException("the connection is there");
                });
        SessionPool pool = new SessionPool(() -> 1);
        delivery = new Delivery(session, branches, beans, works, pool, new Goes());
        pool.add(delivery);
        beans.whenBegun(late -> {
            delivering.set(Thread.currentThread());
            timeOut.set(late);
        });
        connection.createConnectionConsumer(new AngariumQueue("q"), null, pool, 1);
    }

    /** A session's resource of which a start has taken effect and not returned when something else happens. */
    private XAResource slow(XAResource resource) {
        return (XAResource) Proxy.newProxyInstance(
                XAResource.class.getClassLoader(), new Class<?>[] {XAResource.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(resource, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("start")) {
                        whileStartReturns.getAndSet(started -> {}).accept((Xid) arguments[0]);
                    }
                    return answer;
                });
    }

    @AfterEach
    void close() throws JMSException {
        busy.countDown();
        delivery.close();
        connection.close();
    }

    private void comesAgainWith(int count) {
        await().until(() -> beans.texts().size() == 1);
        assertThat(counts).endsWith(count);
        assertThat(nothingIn("q")).isTrue();
    }

    private boolean waitsForTheSession() {
        Thread thread = delivering.get();
        return thread != null
                && thread.getState() == Thread.State.WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".DeliveryGate"));
    }

    @Test
    void aTransactionThatIsOverBeforeItsBeanIsCalledTakesNoMessage() throws Exception {
        session.createConsumer(new AngariumQueue("other")).setMessageListener(message -> awaited(busy));
        put("other", "keeps the session");
        connection.start();
        put("q", "x");
        await().until(this::waitsForTheSession);
        Runnable late = timeOut.get();
        late.run();
        busy.countDown();
        comesAgainWith(1);
        assertThat(counts).hasSize(1);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTransactionThatIsOverWhileItsBeanWorksHasItsMessageBack() throws Exception {
        whileItWorks.set(() -> timeOut.get().run());
        connection.start();
        put("q", "x");
        comesAgainWith(2);
        assertThat(counts).containsExactly(1, 2);
        assertThat(failures).hasSize(1);
    }

    @Test
    void aBeanIsNotCalledOutsideOfItsBranch() throws Exception {
        connection.start();
        put("q", "x");
        comesAgainWith(1);
        await().until(() -> !branches.isAssociated() && works.running() == 0);
        assertThatThrownBy(() -> session.getMessageListener().onMessage(session.createTextMessage("by itself")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended before");
        assertThat(counts).hasSize(1);
    }

    private static void timesOut(XAResource by, Xid branch) {
        try {
            by.end(branch, XAResource.TMFAIL);
            by.rollback(branch);
        } catch (XAException e) {
            throw new IllegalStateException(e);
        }
    }

    private void isToldThatItsBranchHasEnded() {
        assertThat(counts).as("nobody has seen it outside of the branch").hasSize(1);
        assertThat(failures).singleElement().satisfies(cause -> assertThat(cause)
                .hasMessageContaining("has ended before its bean was called"));
    }

    /** By the end of the branch the container's resource has heard of it, or has been asked for it just before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTransactionThatIsOverWhileItsStartReturnsTakesNoMessage(boolean heard) throws Exception {
        XAResource session = this.session.getXAResource();
        whileStartReturns.set(begun -> timesOut(heard ? branches : session, begun));
        connection.start();
        put("q", "x");
        comesAgainWith(1);
        isToldThatItsBranchHasEnded();
    }

    @Test
    void aTransactionThatIsOverWhenItsDeliveryBeginsTakesNoMessage() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        beans.whenBegun(late -> {
            if (first.getAndSet(false)) {
                late.run();
            }
        });
        connection.start();
        put("q", "x");
        comesAgainWith(1);
        isToldThatItsBranchHasEnded();
    }
}
