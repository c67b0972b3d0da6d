package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.ra.container.Beans;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.inbound.AngariumActivationSpec;
import io.angarium.ra.management.ActivationMXBean;
import io.angarium.ra.management.AdapterMXBean;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.resource.ResourceException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What operators see by JMX. */
class ManagementTest extends BrokerBased {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private static <T> T bean(String type, Class<T> view) throws Exception {
        Set<ObjectName> names = SERVER.queryNames(new ObjectName("io.angarium:type=" + type + ",*"), null);
        assertThat(names).hasSize(1);
        return JMX.newMXBeanProxy(SERVER, names.iterator().next(), view);
    }

    @Test
    void theAdapterShowsItsConnections() throws Exception {
        AdapterMXBean shown = bean("ResourceAdapter", AdapterMXBean.class);
        Container container = container(Mode.XA);
        ConnectionFactory factory = factory(container);
        assertThat(shown.getBroker()).contains(adapter.getUri());
        assertThat(shown.getConnections()).isZero();
        container.begin();
        JMSContext context = factory.createContext();
        context.createProducer().send(context.createQueue("q"), "text");
        assertThat(shown.getConnections()).isEqualTo(1);
        assertThat(shown.getConnectionsInUse()).isEqualTo(1);
        assertThat(shown.getConnectionsInTransaction()).isEqualTo(1);
        context.close();
        container.commit();
        assertThat(shown.getConnections()).isEqualTo(1);
        assertThat(shown.getConnectionsInUse()).isZero();
        assertThat(shown.getConnectionsInTransaction()).isZero();
        assertThat(shown.getConnectionsLost()).isZero();
        container.close();
        assertThat(shown.getConnections()).isZero();
        assertThat(shown.getConnectionsMade()).isEqualTo(1);
    }

    @Test
    void anActivationShowsItsStateWhatItHasDoneAndWhatWentWrong() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Beans beans = new Beans(true, message -> {
            if (message.getBody(String.class).equals("bad")) {
                throw new IllegalStateException("wrapped", new IllegalArgumentException("cannot do that"));
            }
            try {
                return go.await(SOON, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        AngariumActivationSpec spec = spec();
        adapter.endpointActivation(beans, spec);
        ActivationMXBean shown = bean("Activation", ActivationMXBean.class);
        assertThat(bean("ResourceAdapter", AdapterMXBean.class).getActivations())
                .isEqualTo(1);
        await().until(() -> shown.getState().equals("ACTIVE"));
        assertThat(shown.getName()).isEqualTo("Bean (orders-bean)");
        assertThat(shown.getDestination()).contains("q");
        assertThat(shown.getMaxSessions()).isEqualTo(3);
        assertThat(shown.getLastError()).isNull();
        assertThat(shown.getLastErrorTime()).isZero();
        put("q", "good");
        await().until(() -> shown.getInFlight() == 1);
        go.countDown();
        await().until(() -> shown.getDelivered() == 1 && shown.getInFlight() == 0);
        put("q", "bad");
        await().until(() -> shown.getFailed() > 0);
        assertThat(shown.getLastError()).contains("wrapped", "IllegalArgumentException: cannot do that");
        assertThat(shown.getLastErrorTime()).isPositive();
        adapter.endpointDeactivation(beans, spec);
        assertThat(SERVER.queryNames(new ObjectName("io.angarium:type=Activation,*"), null))
                .isEmpty();
    }

    private AngariumActivationSpec spec() throws ResourceException {
        AngariumActivationSpec spec = new AngariumActivationSpec();
        spec.setDestination("q");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMaxSessions("3");
        spec.setRedeliveryDelay("10ms");
        spec.setResourceAdapter(adapter);
        return spec;
    }

    @Test
    void anActivationWithoutItsBrokerSaysWhy() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker");
        adapter.stop();
        broker.close();
        adapter.start(works);
        AngariumActivationSpec spec = spec();
        Beans beans = new Beans(true, message -> true);
        adapter.endpointActivation(beans, spec);
        ActivationMXBean shown = bean("Activation", ActivationMXBean.class);
        await().until(() -> shown.getLastError() != null);
        assertThat(shown.getState()).isEqualTo("WAITING");
        adapter.endpointDeactivation(beans, spec);
    }

    @Test
    void theLogHasALineForEachChangeOfAnActivationAndNoneForEachTry() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker");
        Logger logger = Logger.getLogger("io.angarium.ra.inbound.Activation");
        Level usual = logger.getLevel();
        Records records = new Records();
        logger.setLevel(Level.FINE);
        logger.addHandler(records);
        try {
            AngariumActivationSpec spec = spec();
            spec.setMaxReconnectDelay("200ms");
            Beans beans = new Beans(true, message -> true);
            adapter.endpointActivation(beans, spec);
            ActivationMXBean shown = bean("Activation", ActivationMXBean.class);
            await().until(() -> shown.getState().equals("ACTIVE"));
            broker.close();
            await().until(() -> records.texts(Level.FINE).stream()
                            .filter(text -> text.contains("does not receive"))
                            .count()
                    >= 3);
            restartBroker();
            await().until(() -> records.texts(Level.INFO).size() >= 2);
            adapter.endpointDeactivation(beans, spec);
        } finally {
            logger.removeHandler(records);
            logger.setLevel(usual);
        }
        assertThat(records.texts(Level.WARNING)).singleElement().asString().contains("has lost its broker");
        assertThat(records.texts(Level.INFO)).hasSize(2).allSatisfy(text -> assertThat(text)
                .contains("receives from"));
    }

    @Test
    void aBrokerThatIsLostUnderBusyBeansIsNoReasonToPause() throws Exception {
        assumeTrue(transport.reachesOut(), "vm:// starts a broker");
        CountDownLatch busy = new CountDownLatch(3);
        CountDownLatch cutOff = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Beans beans = new Beans(true, message -> {
            CountDownLatch go = calls.incrementAndGet() <= 3 ? cutOff : rest;
            busy.countDown();
            try {
                return go.await(SOON, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        AngariumActivationSpec spec = spec();
        spec.setFailuresBeforePause("3");
        spec.setMaxReconnectDelay("200ms");
        Logger logger = Logger.getLogger("io.angarium.ra.inbound.Activation");
        Records records = new Records();
        logger.addHandler(records);
        try {
            adapter.endpointActivation(beans, spec);
            put("q", "1", "2", "3");
            assertThat(busy.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
            restartBroker();
            await().until(() -> records.texts(Level.INFO).size() == 2);
            cutOff.countDown();
            ActivationMXBean shown = bean("Activation", ActivationMXBean.class);
            await().until(() -> shown.getFailed() == 3);
            rest.countDown();
            await().until(() -> beans.texts().size() == 3);
            adapter.endpointDeactivation(beans, spec);
        } finally {
            logger.removeHandler(records);
        }
        assertThat(records.texts(Level.WARNING)).singleElement().asString().contains("has lost its broker");
    }

    /** What is logged meanwhile. */
    private static final class Records extends Handler {
        private final List<LogRecord> all = new CopyOnWriteArrayList<>();

        List<String> texts(Level level) {
            return all.stream()
                    .filter(record -> record.getLevel().equals(level))
                    .map(new SimpleFormatter()::formatMessage)
                    .toList();
        }

        @Override
        public void publish(LogRecord record) {
            all.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void twoAdaptersOfTheSameBrokerAreBothShown() throws Exception {
        AngariumResourceAdapter other = new AngariumResourceAdapter();
        other.setUri(adapter.getUri());
        other.start(works);
        assertThat(names("ResourceAdapter")).hasSize(2);
        other.stop();
        assertThat(names("ResourceAdapter")).hasSize(1);
        adapter.stop();
        assertThat(names("ResourceAdapter")).isEmpty();
    }

    private static Set<String> names(String type) throws Exception {
        return SERVER.queryNames(new ObjectName("io.angarium:type=" + type + ",*"), null).stream()
                .map(ObjectName::toString)
                .collect(Collectors.toSet());
    }
}
