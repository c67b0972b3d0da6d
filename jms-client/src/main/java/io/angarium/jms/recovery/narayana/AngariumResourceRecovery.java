package io.angarium.jms.recovery.narayana;

import com.arjuna.ats.jta.recovery.XAResourceRecovery;
import io.angarium.jms.AngariumXAConnectionFactory;
import java.sql.SQLException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * Recovery of one broker by Narayana, registered by its configuration and no code: an entry
 * {@code io.angarium.jms.recovery.narayana.AngariumResourceRecovery;angarium://broker:7171} of
 * {@code JTAEnvironmentBean.xaResourceRecoveryClassNames}, one for each broker. Logs and watches as {@link NarayanaRecovery} does. Used by
 * Narayana's recovery thread.
 */
public final class AngariumResourceRecovery implements XAResourceRecovery {
    private @Nullable NamedBroker broker;
    private boolean handedOut;

    /** For Narayana. */
    public AngariumResourceRecovery() {}

    /**
     * @param uri the broker's, what stands behind the semicolon
     * @throws SQLException if it is no broker URI
     */
    @Override
    public boolean initialise(@Nullable String uri) throws SQLException {
        try {
            AngariumXAConnectionFactory factory =
                    uri == null ? new AngariumXAConnectionFactory() : new AngariumXAConnectionFactory(uri);
            broker = new NamedBroker(RecoverySetup.resource(factory));
            return true;
        } catch (IllegalArgumentException e) {
            throw new SQLException(
                    "JTAEnvironmentBean.xaResourceRecoveryClassNames names a broker that cannot be: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public XAResource getXAResource() throws SQLException {
        if (broker == null) {
            throw new SQLException("no broker URI: write " + getClass().getName() + ";angarium://host:port");
        }
        return broker.resource();
    }

    /** True and false in turn: one resource for each scan. */
    @Override
    public boolean hasMoreResources() {
        handedOut = !handedOut;
        return handedOut;
    }
}
