package io.angarium.ra.outbound;

import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnectionMetaData;
import org.jspecify.annotations.Nullable;

/**
 * What a container may show of a managed connection: Connectors 2.1 section 6.5.5.
 *
 * @param provider of the API and this provider
 * @param user at the broker; null without one
 */
record BrokerMetaData(ConnectionMetaData provider, @Nullable String user) implements ManagedConnectionMetaData {

    @Override
    public String getEISProductName() throws ResourceException {
        try {
            return provider.getJMSProviderName();
        } catch (JMSException e) {
            throw new ResourceException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String getEISProductVersion() throws ResourceException {
        try {
            return provider.getProviderVersion();
        } catch (JMSException e) {
            throw new ResourceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** 0: the adapter knows no limit. */
    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public @Nullable String getUserName() {
        return user;
    }
}
