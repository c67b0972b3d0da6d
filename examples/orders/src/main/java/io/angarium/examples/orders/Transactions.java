package io.angarium.examples.orders;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.narayana.NarayanaRecovery;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/** Narayana in this JVM: set up, with recovery of the broker and the database. One for the application. */
final class Transactions implements AutoCloseable {
    private final NarayanaRecovery broker;

    /**
     * Sets it up, before anything else of Narayana is used.
     *
     * @param node name of this instance of the application, different from those of others
     * @param store folder that outlives the application
     */
    Transactions(String node, Path store, AngariumXAConnectionFactory factory, XAResource database) {
        configure(node, store);
        broker = NarayanaRecovery.register(factory);
        recover(database);
    }

    private static void configure(String node, Path store) {
        for (@Nullable String part : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, part)
                    .setObjectStoreDir(store.toString());
        }
        try {
            arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(node);
        } catch (CoreEnvironmentBeanException e) {
            throw new IllegalArgumentException("Narayana does not take the node name " + node, e);
        }
        JTAEnvironmentBean transactions = jtaPropertyManager.getJTAEnvironmentBean();
        transactions.setXaRecoveryNodes(List.of(node));
        transactions.setOrphanSafetyInterval(1_000); // an example is impatient; the default is 20 s
        RecoveryEnvironmentBean scans = recoveryPropertyManager.getRecoveryEnvironmentBean();
        scans.setPeriodicRecoveryPeriod(2); // seconds; the default is 120
        scans.setRecoveryBackoffPeriod(1); // seconds; the default is 10
    }

    /** The database needs its place in the scans too. */
    private static void recover(XAResource database) {
        XAResourceRecoveryHelper helper = new XAResourceRecoveryHelper() {
            @Override
            public boolean initialise(String parameter) {
                return true;
            }

            @Override
            public XAResource[] getXAResources() {
                return new XAResource[] {database};
            }
        };
        RecoveryManager.manager().getModules().stream()
                .filter(XARecoveryModule.class::isInstance)
                .map(XARecoveryModule.class::cast)
                .forEach(module -> module.addXAResourceRecoveryHelper(helper));
    }

    TransactionManager manager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    /** After a last scan: what is in doubt is ended if its resources are there. */
    @Override
    public void close() {
        RecoveryManager.manager().scan();
        broker.close();
        RecoveryManager.manager().terminate();
    }
}
