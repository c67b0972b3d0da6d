package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.jms.message.RetryAfterException;
import io.angarium.ra.container.Beans;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Interloper;
import io.angarium.ra.container.Transport;
import io.angarium.ra.inbound.AngariumActivationSpec;
import io.angarium.wire.ConsumerFrame.ConsumerClosed;
import io.angarium.wire.ErrorCode;
import jakarta.ejb.ApplicationException;
import jakarta.jms.JMSContext;
import jakarta.jms.QueueBrowser;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Message inflow: Connectors 2.1 chapter 13. */
class EndpointsTest extends BrokerBased {

    private AngariumActivationSpec queue(String name) throws ResourceException {
        AngariumActivationSpec spec = new AngariumActivationSpec();
        spec.setDestination(name);
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMaxReconnectDelay("200ms");
        spec.setResourceAdapter(adapter);
        return spec;
    }

    private static Beans good(boolean transacted) {
        return new Beans(transacted, message -> true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachMessageIsDeliveredOnceOnTheContainersThreads(boolean transacted) throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(
                transacted, message -> threads.add(Thread.currentThread().getName()));
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        String[] texts = IntStream.range(0, 50).mapToObj(Integer::toString).toArray(String[]::new);
        put("q", texts);
        await().until(() -> beans.texts().size() >= 50);
        adapter.endpointDeactivation(beans, spec);
        assertThat(beans.texts()).containsExactlyInAnyOrder(texts);
        assertThat(threads).containsOnly("container-work");
        assertThat(nothingIn("q")).isTrue();
        assertThat(beans.open()).as("instances are released").isZero();
    }

    @Test
    void noThreadHoldsTheClassLoaderOfTheApplicationThatWasDeployedFirst() throws Exception {
        Thread deploying = Thread.currentThread();
        ClassLoader own = deploying.getContextClassLoader();
        ClassLoader application = new ClassLoader(own) {};
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        deploying.setContextClassLoader(application);
        try {
            adapter.endpointActivation(beans, spec);
        } finally {
            deploying.setContextClassLoader(own);
        }
        put("q", "delivered");
        await().until(() -> beans.texts().size() == 1);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getContextClassLoader() == application)
                .isEmpty();
        adapter.endpointDeactivation(beans, spec);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatABeanThrowsComesAgainWithItsCount(boolean transacted) throws Exception {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(transacted, message -> {
            counts.add(message.getIntProperty("JMSXDeliveryCount"));
            if (counts.size() < 3) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("10ms");
        adapter.endpointActivation(beans, spec);
        put("q", "poison");
        await().until(() -> beans.texts().size() == 1);
        assertThat(counts).containsExactly(1, 2, 3);
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void whatFailedIsNotTakenThoughTheContainerCommits() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        Beans beans = new Beans(true, message -> {
            if (deliveries.incrementAndGet() < 3) {
                throw new IllegalStateException("the application is being taken away");
            }
            return true;
        });
        beans.committing(true);
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("10ms");
        adapter.endpointActivation(beans, spec);
        put("q", "not lost");
        await().until(() -> beans.texts().size() == 1);
        assertThat(deliveries).hasValue(3);
        adapter.endpointDeactivation(beans, spec);
        assertThat(nothingIn("q")).isTrue();
    }

    /** What a bean may throw and have done its work. */
    @ApplicationException
    private static class Harmless extends IllegalStateException {
        private static final long serialVersionUID = 1L;
    }

    private static final class MoreHarmless extends Harmless {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void anApplicationExceptionLeavesTheCommitToTheContainer() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        Beans beans = new Beans(true, message -> {
            throw deliveries.incrementAndGet() == 1 ? new Harmless() : new MoreHarmless();
        });
        beans.committing(true);
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("10ms");
        put("q", "one", "two");
        adapter.endpointActivation(beans, spec);
        await().until(() -> deliveries.get() == 2);
        adapter.endpointDeactivation(beans, spec);
        assertThat(nothingIn("q")).isTrue();
        assertThat(deliveries).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBeanSaysWhenItsMessageComesAgainAndOthersDoNotWait(boolean transacted) throws Exception {
        List<Long> tries = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(transacted, message -> {
            if (message.getBody(String.class).equals("later")) {
                tries.add(System.nanoTime());
                if (message.getIntProperty("JMSXDeliveryCount") == 1) {
                    throw new IllegalStateException(new RetryAfterException(Duration.ofMillis(700)));
                }
            }
            return true;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("1h");
        spec.setMaxSessions("1");
        put("q", "later", "1", "2");
        adapter.endpointActivation(beans, spec);
        await().until(() -> beans.texts().size() == 3);
        assertThat(beans.texts()).containsExactlyInAnyOrder("1", "2", "later");
        assertThat(tries).hasSize(2);
        assertThat(Duration.ofNanos(tries.get(1) - tries.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        adapter.endpointDeactivation(beans, spec);
        assertThat(nothingIn("q")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBeanThatWantsItsMessageAtOnceRestsAsAfterAFailure(boolean transacted) throws Exception {
        List<Long> tries = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(transacted, message -> {
            tries.add(System.nanoTime());
            if (tries.size() == 1) {
                throw new RetryAfterException(Duration.ZERO);
            }
            return true;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("500ms");
        spec.setMaxSessions("1");
        put("q", "now");
        adapter.endpointActivation(beans, spec);
        await().until(() -> beans.texts().size() == 1);
        assertThat(tries).hasSize(2);
        assertThat(Duration.ofNanos(tries.get(1) - tries.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void aRollbackWithoutAnExceptionIsAFailureToo() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        Beans beans = new Beans(true, message -> deliveries.incrementAndGet() > 2);
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("50ms");
        adapter.endpointActivation(beans, spec);
        put("q", "rolled back");
        await().until(() -> beans.texts().size() == 1);
        assertThat(deliveries).hasValue(3);
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void noMoreWorkAtATimeThanTheyMay() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Beans beans = new Beans(true, message -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            three.countDown();
            boolean went = awaited(go);
            working.decrementAndGet();
            return went;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setMaxSessions("3");
        adapter.endpointActivation(beans, spec);
        put("q", "1", "2", "3", "4", "5", "6");
        assertThat(awaited(three)).isTrue();
        assertThat(works.running()).isEqualTo(3);
        go.countDown();
        await().until(() -> beans.texts().size() == 6);
        assertThat(most).hasValue(3);
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void messagesOfAGroupAreWorkedOnOneAfterTheOther() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        Set<String> working = ConcurrentHashMap.newKeySet();
        Set<String> together = ConcurrentHashMap.newKeySet();
        List<String> begun = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(true, message -> {
            begun.add(message.getBody(String.class));
            String group = message.getStringProperty("JMSXGroupID");
            if (!working.add(group)) {
                together.add(group);
            }
            two.countDown();
            boolean went = awaited(go);
            working.remove(group);
            return went;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setMaxSessions("4");
        adapter.endpointActivation(beans, spec);
        try (JMSContext context = outside()) {
            for (String text : List.of("red 1", "red 2", "red 3", "blue 1", "blue 2")) {
                context.createProducer()
                        .setProperty("JMSXGroupID", text.split(" ")[0])
                        .send(context.createQueue("q"), text);
            }
        }
        assertThat(awaited(two)).isTrue();
        assertThat(working).as("two groups beside each other").containsExactlyInAnyOrder("red", "blue");
        go.countDown();
        await().until(() -> beans.texts().size() == 5);
        assertThat(together).isEmpty();
        assertThat(begun).containsSubsequence("red 1", "red 2", "red 3").containsSubsequence("blue 1", "blue 2");
        adapter.endpointDeactivation(beans, spec);
    }

    private static boolean awaited(CountDownLatch latch) {
        return awaited(latch, SOON);
    }

    private static boolean awaited(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void anEndpointIsActivatedWhileTheBrokerIsAway() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker that is away");
        broker.close();
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        restartBroker();
        put("q", "late");
        await().until(() -> beans.texts().contains("late"));
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void itGoesOnAfterTheBrokersRestartAndHoldsNoThreadMeanwhile() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker that is away");
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        put("q", "before");
        await().until(() -> beans.texts().contains("before"));
        for (int round = 0; round < 3; round++) {
            String text = "after " + round;
            restartBroker();
            assertThat(works.running()).isZero();
            put("q", text);
            await().until(() -> beans.texts().contains(text));
        }
        adapter.endpointDeactivation(beans, spec);
        assertThat(beans.texts()).hasSize(4);
    }

    @Test
    void whereThereIsNoThreadToBeHadAnActivationGoesOnTrying() throws Exception {
        AtomicInteger refusals = new AtomicInteger(2);
        InheritableThreadLocal<String> threads = new InheritableThreadLocal<>() {
            @Override
            protected String childValue(String ofParent) {
                if (insideReception() && refusals.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("unable to create native thread, says the test");
                }
                return ofParent;
            }
        };
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        threads.set("inherited by the threads of the adapter");
        try {
            adapter.endpointActivation(beans, spec);
            put("q", "late");
            await().until(() -> beans.texts().contains("late"));
        } finally {
            threads.remove();
        }
        assertThat(refusals.get()).as("tries that found no thread").isNotPositive();
        adapter.endpointDeactivation(beans, spec);
    }

    private static boolean insideReception() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(".Reception")));
    }

    @Test
    void anApplicationThatIsNotThereYetIsWaitedFor() throws Exception {
        Beans beans = good(true);
        beans.unavailable(true);
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        put("q", "waits");
        beans.unavailable(false);
        await().until(() -> beans.texts().contains("waits"));
        adapter.endpointDeactivation(beans, spec);
        assertThat(beans.open()).isZero();
    }

    @Test
    void whatCannotBeBegunIsNotDeliveredAndNotCounted() throws Exception {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(true, message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        beans.withoutTransactions(true);
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("20ms");
        adapter.endpointActivation(beans, spec);
        put("q", "x");
        await().pollDelay(100, TimeUnit.MILLISECONDS).until(() -> counts.isEmpty());
        beans.withoutTransactions(false);
        await().until(() -> beans.texts().contains("x"));
        assertThat(counts).containsExactly(1);
        adapter.endpointDeactivation(beans, spec);
        assertThat(beans.open()).isZero();
    }

    @Test
    void aMessageIsNotTakenInATransactionThatItsBranchIsNoPartOf() throws Exception {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(true, message -> counts.add(message.getIntProperty("JMSXDeliveryCount")));
        beans.joining(true);
        AngariumActivationSpec spec = queue("q");
        spec.setRedeliveryDelay("20ms");
        adapter.endpointActivation(beans, spec);
        put("q", "x");
        await().until(() -> beans.joined() >= 2);
        assertThat(counts).isEmpty();
        beans.joining(false);
        await().until(() -> beans.texts().contains("x"));
        assertThat(counts).containsExactly(1);
        adapter.endpointDeactivation(beans, spec);
        assertThat(nothingIn("q")).isTrue();
        assertThat(beans.open()).isZero();
    }

    @Test
    void aBranchThatTheBrokerDoesNotBeginLeavesNoTransactionOnTheContainersThread() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker that is away");
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        works.hold(true);
        adapter.endpointActivation(beans, spec);
        put("q", "x");
        await().until(() -> works.held() == 1);
        restartBroker();
        works.hold(false);
        await().until(() -> beans.texts().contains("x"));
        assertThat(beans.left()).isZero();
        assertThat(beans.texts()).containsExactly("x");
        adapter.endpointDeactivation(beans, spec);
        assertThat(nothingIn("q")).isTrue();
        assertThat(beans.open()).isZero();
    }

    @Test
    void aWorkManagerThatRefusesIsAskedAgain() throws Exception {
        Beans beans = good(true);
        AngariumActivationSpec spec = queue("q");
        works.refuse(true);
        adapter.endpointActivation(beans, spec);
        put("q", "patient");
        await().until(() -> works.refusals() > 0);
        works.refuse(false);
        await().until(() -> beans.texts().contains("patient"));
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void onlyFailuresMakeItPauseAndGiveBackWhatItHas() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<String> seen = new CopyOnWriteArrayList<>();
        Beans beans = new Beans(true, message -> {
            seen.add(message.getBody(String.class));
            if (broken.get()) {
                throw new IllegalStateException("the database is away");
            }
            return true;
        });
        AngariumActivationSpec spec = queue("q");
        spec.setMaxSessions("2");
        spec.setFailuresBeforePause("4");
        spec.setRedeliveryDelay("1ms");
        adapter.endpointActivation(beans, spec);
        put("q", "1", "2", "3", "4", "5", "6", "7", "8");
        await().until(() -> seen.size() >= 4);
        await().until(() -> works.running() == 0);
        try (JMSContext context = outside()) { // all of them are back, and others may have them
            await().until(() -> count(context) == 8);
        }
        int before = seen.size();
        broken.set(false);
        await().until(() -> beans.texts().size() == 8);
        assertThat(seen.size() - before).as("all but what failed came once").isEqualTo(8);
        adapter.endpointDeactivation(beans, spec);
    }

    private static int count(JMSContext context) throws Exception {
        try (QueueBrowser browser = context.createBrowser(context.createQueue("q"))) {
            Enumeration<?> found = browser.getEnumeration();
            return Collections.list(found).size();
        }
    }

    @Test
    void anUndeploymentLetsTheMessageEndAndGivesBackTheRestAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Beans beans = new Beans(true, message -> {
            begun.countDown();
            return awaited(go);
        });
        AngariumActivationSpec spec = queue("q");
        spec.setMaxSessions("1");
        adapter.endpointActivation(beans, spec);
        put("q", "worked on", "not begun");
        assertThat(awaited(begun)).isTrue();
        Thread undeployment = new Thread(() -> adapter.endpointDeactivation(beans, spec));
        undeployment.start();
        assertThat(take("q")).as("while the first is worked on").isEqualTo("not begun");
        assertThat(undeployment.isAlive()).isTrue();
        go.countDown();
        undeployment.join(SOON);
        assertThat(undeployment.isAlive()).isFalse();
        assertThat(beans.texts()).containsExactly("worked on");
        assertThat(nothingIn("q")).isTrue();
        assertThat(beans.open()).isZero();
    }

    @Test
    void aBeanThatDoesNotReturnDoesNotHoldUpAnUndeploymentForEver() throws Exception {
        assumeTrue(!transport.reachesOut(), "once is enough of what takes seconds");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Beans beans = new Beans(true, message -> {
            begun.countDown();
            return awaited(go, 60_000);
        });
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        put("q", "never done");
        assertThat(awaited(begun)).isTrue();
        Thread undeployment = new Thread(() -> adapter.endpointDeactivation(beans, spec));
        undeployment.start();
        undeployment.join(40_000);
        assertThat(undeployment.isAlive())
                .as("while the bean is at its message")
                .isFalse();
        assertThat(beans.texts()).isEmpty();
        go.countDown();
        await().until(() -> beans.open() == 0 && works.running() == 0);
    }

    @Test
    void topicsAreSubscribedToAsTheActivationSays() throws Exception {
        Beans plain = good(true);
        AngariumActivationSpec spec = topic();
        spec.setMessageSelector("kind = 'good'");
        adapter.endpointActivation(plain, spec);
        Beans one = good(true);
        Beans two = good(false);
        AngariumActivationSpec shared = shared();
        AngariumActivationSpec alsoShared = shared();
        adapter.endpointActivation(one, shared);
        adapter.endpointActivation(two, alsoShared);
        Beans durable = good(true);
        AngariumActivationSpec own = topic();
        own.setSubscriptionDurability("Durable");
        own.setSubscriptionName("mine");
        own.setClientId("bean");
        adapter.endpointActivation(durable, own);
        await().untilAsserted(() -> {
            publish("good");
            assertThat(plain.texts()).isNotEmpty();
            assertThat(one.texts().size() + two.texts().size()).isPositive();
            assertThat(durable.texts()).isNotEmpty();
        });
        adapter.endpointDeactivation(durable, own);
        adapter.endpointDeactivation(one, shared);
        adapter.endpointDeactivation(two, alsoShared);
        int sharedBefore = one.texts().size() + two.texts().size();
        int durableBefore = durable.texts().size();
        publish("bad");
        adapter.endpointActivation(durable, own);
        adapter.endpointActivation(one, shared);
        await().until(() -> durable.texts().size() > durableBefore);
        await().until(() -> one.texts().size() + two.texts().size() > sharedBefore);
        assertThat(durable.texts()).contains("bad");
        assertThat(plain.texts()).doesNotContain("bad");
        adapter.stop();
    }

    private AngariumActivationSpec topic() throws ResourceException {
        AngariumActivationSpec spec = queue("t");
        spec.setDestinationType("jakarta.jms.Topic");
        return spec;
    }

    private AngariumActivationSpec shared() throws ResourceException {
        AngariumActivationSpec spec = topic();
        spec.setSubscriptionDurability("Durable");
        spec.setSubscriptionName("ours");
        spec.setShareSubscriptions("true");
        return spec;
    }

    private void publish(String kind) {
        try (JMSContext context = outside()) {
            context.createProducer().setProperty("kind", kind).send(context.createTopic("t"), kind);
        }
    }

    @Test
    void recoveryGetsAResourceForEachBroker() throws Exception {
        AngariumActivationSpec spec = queue("q");
        XAResource[] resources = adapter.getXAResources(new ActivationSpec[] {spec, queue("other")});
        assertThat(resources).hasSize(1);
        assertThat(resources[0].recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .isEmpty();
    }

    @Test
    void whatIsNoActivationOfThisAdapterIsRefused() throws Exception {
        ActivationSpec foreign = new ActivationSpec() {
            @Override
            public void validate() {}

            @Override
            public jakarta.resource.spi.ResourceAdapter getResourceAdapter() {
                return null;
            }

            @Override
            public void setResourceAdapter(jakarta.resource.spi.ResourceAdapter ra) {}
        };
        Beans beans = good(true);
        assertThatThrownBy(() -> adapter.endpointActivation(beans, foreign)).isInstanceOf(NotSupportedException.class);
        AngariumActivationSpec spec = queue("q");
        adapter.endpointActivation(beans, spec);
        assertThatThrownBy(() -> adapter.endpointActivation(beans, spec)).hasMessageContaining("active already");
        adapter.stop();
        assertThatThrownBy(() -> adapter.endpointActivation(beans, spec))
                .isInstanceOf(jakarta.resource.spi.IllegalStateException.class);
        adapter.endpointDeactivation(beans, spec);
        assertThat(beans.open()).isZero();
    }

    @Test
    void aBeanWhoseConsumerTheBrokerClosesIsFedByANewOne() throws Exception {
        assumeTrue(transport == Transport.SOCKET, "a conversation that somebody can break in on");
        try (Interloper between = new Interloper(broker.port())) {
            adapter.stop();
            adapter.setUri("angarium://127.0.0.1:" + between.port());
            adapter.start(works);
            Beans beans = good(true);
            AngariumActivationSpec spec = queue("q");
            adapter.endpointActivation(beans, spec);
            put("q", "before");
            await().until(() -> beans.texts().contains("before") && works.running() == 0);
            int connections = between.connections();
            between.say(new ConsumerClosed(1, ErrorCode.NOT_AUTHORIZED, "the right to receive was taken away"));
            await().until(() -> between.connections() > connections);
            put("q", "after");
            await().until(() -> beans.texts().contains("after"));
            adapter.endpointDeactivation(beans, spec);
        }
    }
}
