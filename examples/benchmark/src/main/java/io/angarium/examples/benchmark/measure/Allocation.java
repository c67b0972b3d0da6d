package io.angarium.examples.benchmark.measure;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** What the threads of a Java process allocate, by the JVM's own count: exact, and free while nobody asks. Owned by one thread. */
final class Allocation implements AutoCloseable {
    private final @Nullable JMXConnector connector; // none for this process
    private final @Nullable ThreadMXBean threads;

    private Allocation(@Nullable JMXConnector connector, @Nullable ThreadMXBean threads) {
        this.connector = connector;
        this.threads = threads;
    }

    /** Of this process. */
    static Allocation here() {
        return new Allocation(null, (ThreadMXBean) ManagementFactory.getThreadMXBean());
    }

    /** Of another process of this user; for no process, 0, there is nothing to count. */
    @SuppressWarnings("BanJNDI") // the address is that of an agent which this method has just started, on this machine
    static Allocation of(long pid) throws IOException {
        if (pid == 0) {
            return new Allocation(null, null);
        }
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                JMXConnector connector =
                        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
                return new Allocation(connector, threads);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot look into process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Bytes allocated so far by each living thread. */
    Map<Long, Long> byThread() {
        Map<Long, Long> bytes = new HashMap<>();
        if (threads != null) {
            long[] ids = threads.getAllThreadIds();
            long[] allocated = threads.getThreadAllocatedBytes(ids);
            for (int i = 0; i < ids.length; i++) {
                if (allocated[i] > 0) {
                    bytes.put(ids[i], allocated[i]);
                }
            }
        }
        return bytes;
    }

    /** Bytes between two readings; those of threads that ended in between are lost. */
    static long between(Map<Long, Long> from, Map<Long, Long> to) {
        return to.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - from.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    @Override
    public void close() throws IOException {
        if (connector != null) {
            connector.close();
        }
    }
}
