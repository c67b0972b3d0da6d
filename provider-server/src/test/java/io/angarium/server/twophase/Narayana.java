package io.angarium.server.twophase;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import javax.transaction.xa.XAResource;

/** The transaction manager of this JVM with its object store in a folder; its scans are started by call. */
final class Narayana {
    private static final String NODE = "orders";

    private final RecoveryManager recovery;

    /** Before anything else of Narayana is used in this JVM. */
    Narayana(Path folder) {
        for (String store : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(folder.toString());
        }
        try {
            arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(NODE);
        } catch (CoreEnvironmentBeanException e) {
            throw new IllegalStateException(e);
        }
        jtaPropertyManager.getJTAEnvironmentBean().setXaRecoveryNodes(List.of(NODE));
        jtaPropertyManager.getJTAEnvironmentBean().setOrphanSafetyInterval(1);
        recoveryPropertyManager.getRecoveryEnvironmentBean().setRecoveryListener(false);
        RecoveryManager.delayRecoveryManagerThread(); // for ever: scans are started by call
        recovery = RecoveryManager.manager();
    }

    /** Has scans ask a database too. */
    void recover(XAResource database) {
        recovery.getModules().stream()
                .filter(XARecoveryModule.class::isInstance)
                .map(XARecoveryModule.class::cast)
                .forEach(module -> module.addXAResourceRecoveryHelper(new XAResourceRecoveryHelper() {
                    @Override
                    public boolean initialise(String parameter) {
                        return true;
                    }

                    @Override
                    public XAResource[] getXAResources() {
                        return new XAResource[] {new NamedDatabase(database)};
                    }
                }));
    }

    TransactionManager transactions() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    /** One scan, both passes, without the pause between them that a busy system wants. */
    void scan() {
        List<RecoveryModule> modules = List.copyOf(recovery.getModules());
        modules.forEach(RecoveryModule::periodicWorkFirstPass);
        modules.forEach(RecoveryModule::periodicWorkSecondPass);
    }
}
