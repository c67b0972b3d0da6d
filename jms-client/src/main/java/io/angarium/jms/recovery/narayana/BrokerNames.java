package io.angarium.jms.recovery.narayana;

import com.arjuna.ats.internal.jta.resources.arjunacore.XAResourceRecord;
import com.arjuna.ats.internal.jta.resources.arjunacore.XAResourceRecordWrappingPlugin;
import io.angarium.jms.session.BrokerIdentity;
import java.util.UUID;
import javax.transaction.xa.XAResource;
import org.jboss.tm.XAResourceWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Has Narayana write into its logs which broker a branch was on. Without a name, recovery cannot tell a branch that the broker has ended
 * from one on a broker that it has not reached, and keeps the log, and warns of it (ARJUNA016037), for ever. {@link NarayanaRecovery} sets it, if nothing
 * else is set; by configuration it is {@code JTAEnvironmentBean.xaResourceRecordWrappingPluginClassName}. Other resources keep the name
 * that their {@link XAResourceWrapper} has. Stateless.
 */
public final class BrokerNames implements XAResourceRecordWrappingPlugin {
    private static final int UNNAMED = 0;

    /** For Narayana. */
    public BrokerNames() {}

    /** The name of the broker that a resource leads to, the same by whatever way; null if it leads to none. */
    public static @Nullable String of(XAResource resource) {
        return resource instanceof BrokerIdentity identity ? of(identity.broker()) : null;
    }

    static String of(UUID broker) {
        return "angarium/" + broker;
    }

    @Override
    public void transcribeWrapperData(XAResourceRecord log) {
        if (log.value() instanceof XAResourceWrapper wrapper) {
            log.setJndiName(wrapper.getJndiName());
            log.setProductName(wrapper.getProductName());
            log.setProductVersion(wrapper.getProductVersion());
        } else if (log.value() instanceof XAResource resource && of(resource) != null) {
            log.setJndiName(of(resource));
        }
    }

    /** Xids carry no names. */
    @Override
    public Integer getEISName(XAResource resource) {
        return UNNAMED;
    }

    /** Xids carry no names. */
    @Override
    public String getEISName(Integer number) {
        return "unnamed";
    }
}
