package io.angarium.jms.recovery.narayana;

import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import io.angarium.jms.recovery.RecoveryResource;
import jakarta.jms.XAConnectionFactory;
import javax.transaction.xa.XAResource;

/**
 * Recovery of one broker by the Narayana of this JVM, registered by code: Jakarta Messaging 3.1 section 6.2.8, X/Open XA chapter 3.9. Register it
 * once at the start of the application, for each broker that takes part in transactions; close it at the end. What a crash left
 * prepared is then committed or rolled back by Narayana's scans, as its object store says. See {@link AngariumResourceRecovery} for a
 * registration without code.
 */
public final class NarayanaRecovery implements AutoCloseable {
    private final XARecoveryModule module;
    private final XAResourceRecoveryHelper helper;
    private final RecoveryResource resource;

    private NarayanaRecovery(XARecoveryModule module, RecoveryResource resource) {
        this.module = module;
        this.resource = resource;
        this.helper = new Helper(new NamedBroker(resource));
    }

    private record Helper(NamedBroker broker) implements XAResourceRecoveryHelper {
        @Override
        public boolean initialise(String parameter) {
            return true;
        }

        @Override
        public XAResource[] getXAResources() {
            return new XAResource[] {broker.resource()};
        }
    }

    /**
     * Adds a broker to what Narayana's recovery manager scans, and starts that manager if nobody has. Logs "XA recovery active" when the first
     * scan has returned, and a warning if transactions are prepared and none returns.
     *
     * @param factory leads to the broker, as a user that may see all branches
     * @throws IllegalStateException if Narayana's recovery has no module for XA, in one line that says what to configure
     */
    public static NarayanaRecovery register(XAConnectionFactory factory) {
        XARecoveryModule module = RecoverySetup.module();
        NarayanaRecovery recovery = new NarayanaRecovery(module, RecoverySetup.resource(factory));
        module.addXAResourceRecoveryHelper(recovery.helper);
        return recovery;
    }

    /** Takes the broker out of the scans, after the one that runs, and disconnects. */
    @Override
    public void close() {
        module.removeXAResourceRecoveryHelper(helper);
        resource.close();
    }
}
