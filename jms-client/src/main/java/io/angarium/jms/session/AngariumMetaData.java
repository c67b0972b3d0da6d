package io.angarium.jms.session;

import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** What this provider is: Jakarta Messaging 3.1 section 6.1.6. No state. */
final class AngariumMetaData implements ConnectionMetaData {
    private static final List<String> JMSX_NAMES = List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    private static final int JMS_MAJOR = 3;
    private static final int JMS_MINOR = 1;
    private static final int PROVIDER_MAJOR = 0;
    private static final int PROVIDER_MINOR = 1;

    @Override
    public String getJMSVersion() {
        return JMS_MAJOR + "." + JMS_MINOR;
    }

    @Override
    public int getJMSMajorVersion() {
        return JMS_MAJOR;
    }

    @Override
    public int getJMSMinorVersion() {
        return JMS_MINOR;
    }

    @Override
    public String getJMSProviderName() {
        return "Angarium";
    }

    @Override
    public String getProviderVersion() {
        return PROVIDER_MAJOR + "." + PROVIDER_MINOR;
    }

    @Override
    public int getProviderMajorVersion() {
        return PROVIDER_MAJOR;
    }

    @Override
    public int getProviderMinorVersion() {
        return PROVIDER_MINOR;
    }

    @Override
    public Enumeration<String> getJMSXPropertyNames() {
        return Collections.enumeration(JMSX_NAMES);
    }
}
