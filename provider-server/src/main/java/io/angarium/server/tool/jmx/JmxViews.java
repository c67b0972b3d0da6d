package io.angarium.server.tool.jmx;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The views of one broker in the JVM's MBean server, from its start to its stop. */
public final class JmxViews implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JmxViews.class.getName());

    private final MBeanServer server;
    private final @Nullable ObjectName transactions;

    private JmxViews(MBeanServer server, @Nullable ObjectName transactions) {
        this.server = server;
        this.transactions = transactions;
    }

    /** What the view of a broker's transactions is called: {@code io.angarium:type=Transactions,broker="NAME"}. */
    public static ObjectName transactions(String broker) {
        try {
            return new ObjectName("io.angarium:type=Transactions,broker=" + ObjectName.quote(broker));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("broker name " + broker, e);
        }
    }

    /** Registers the views; a broker serves without them if that fails. */
    public static JmxViews register(String broker, Management management) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = transactions(broker);
        try {
            server.registerMBean(new StandardMBean(new Transactions(management), TransactionsMXBean.class, true), name);
            return new JmxViews(server, name);
        } catch (JMException e) {
            LOG.log(System.Logger.Level.WARNING, "there is no JMX view " + name, e);
            return new JmxViews(server, null);
        }
    }

    @Override
    public void close() {
        try {
            if (transactions != null && server.isRegistered(transactions)) {
                server.unregisterMBean(transactions);
            }
        } catch (JMException e) {
            LOG.log(System.Logger.Level.DEBUG, "JMX view " + transactions + " stays", e);
        }
    }
}
