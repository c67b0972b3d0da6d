package io.angarium.ra.management;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * A bean in the platform's MBean server, for as long as this is open. Another bean of the same name, of another deployment of the adapter,
 * makes this one {@code number=2}. That nothing can be registered is told in the log and no reason to fail. Used by one thread at a time.
 */
public final class Registration implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Registration.class.getName());
    private static final int MOST = 1000;

    private final MBeanServer server;
    private final @Nullable ObjectName name;

    private Registration(MBeanServer server, @Nullable ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /**
     * Registers a bean.
     *
     * @param type of the name
     * @param key what tells beans of that type apart
     * @param value of it
     * @param bean an MXBean
     */
    public static Registration of(String type, String key, String value, Object bean) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        String base = "io.angarium:type=" + type + "," + key + "=" + ObjectName.quote(value);
        for (int number = 1; number <= MOST; number++) {
            try {
                ObjectName name = new ObjectName(number == 1 ? base : base + ",number=" + number);
                server.registerMBean(bean, name);
                return new Registration(server, name);
            } catch (InstanceAlreadyExistsException taken) {
                LOG.log(Level.TRACE, "the next number, after", taken);
            } catch (JMException | SecurityException e) {
                LOG.log(Level.WARNING, "{0} is not shown by JMX: {1}", base, e.getMessage());
                return new Registration(server, null);
            }
        }
        LOG.log(Level.WARNING, "{0} is not shown by JMX: there are {1} of that name", base, MOST);
        return new Registration(server, null);
    }

    @Override
    public void close() {
        if (name != null) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException gone) {
                LOG.log(Level.DEBUG, "somebody else has taken it away", gone);
            } catch (JMException | SecurityException e) {
                LOG.log(Level.WARNING, "{0} stays in JMX: {1}", name, e.getMessage());
            }
        }
    }
}
