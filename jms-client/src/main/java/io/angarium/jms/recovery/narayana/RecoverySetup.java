package io.angarium.jms.recovery.narayana;

import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.jms.recovery.ScanWatch;
import io.angarium.jms.session.XaActivity;
import jakarta.jms.XAConnectionFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at how this JVM's Narayana is set up, and says what would keep it from recovering. No state. */
final class RecoverySetup {
    private static final Logger LOG = System.getLogger(RecoverySetup.class.getName());

    private RecoverySetup() {}

    /** The module that scans XA resources, of the recovery manager of this JVM. */
    static XARecoveryModule module() {
        return manager().getModules().stream()
                .filter(XARecoveryModule.class::isInstance)
                .map(XARecoveryModule.class::cast)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Narayana's recovery manager does not scan XA resources: add "
                                + XARecoveryModule.class.getName()
                                + " to RecoveryEnvironmentBean.recoveryModuleClassNames (jbossts-properties.xml)"));
    }

    /** The one that runs; else one with a thread of its own, as applications without a container have it. */
    private static RecoveryManager manager() {
        try {
            return RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT);
        } catch (IllegalArgumentException otherMode) {
            LOG.log(Level.DEBUG, "scans are started by the application", otherMode);
            return RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
        }
    }

    /** Has the names of brokers written into transaction logs, unless somebody else writes names. */
    private static void nameBrokers() {
        JTAEnvironmentBean transactions = jtaPropertyManager.getJTAEnvironmentBean();
        if (transactions.getXAResourceRecordWrappingPlugin() == null) {
            transactions.setXAResourceRecordWrappingPlugin(new BrokerNames());
        }
    }

    /** A resource for the scans, with a watch on them. */
    static RecoveryResource resource(XAConnectionFactory factory) {
        nameBrokers();
        String node = arjPropertyManager.getCoreEnvironmentBean().getNodeIdentifier();
        String problem =
                nodeProblem(node, jtaPropertyManager.getJTAEnvironmentBean().getXaRecoveryNodes());
        if (problem != null) {
            LOG.log(Level.WARNING, problem);
        }
        RecoveryEnvironmentBean scans = recoveryPropertyManager.getRecoveryEnvironmentBean();
        long period =
                TimeUnit.SECONDS.toNanos((long) scans.getPeriodicRecoveryPeriod() + scans.getRecoveryBackoffPeriod());
        ScanWatch watch = new ScanWatch(
                "Narayana node " + node, factory.toString(), period, System::nanoTime, XaActivity::prepared);
        watch.start();
        return new RecoveryResource(factory, watch);
    }

    /**
     * What is wrong with the nodes whose orphans are recovered, if anything: a branch that was prepared before its transaction manager had
     * decided is rolled back by recovery only if its node is among them.
     *
     * @param nodes names, or "*" for all
     */
    static @Nullable String nodeProblem(String node, List<String> nodes) {
        if (nodes.contains(node) || nodes.contains("*")) {
            return null;
        }
        return "XA recovery would leave branches in doubt: this is Narayana node " + node
                + ", but JTAEnvironmentBean.xaRecoveryNodes is " + nodes + "; set it to the node's own name";
    }
}
