package io.angarium.jms.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
@SuppressWarnings("BanJNDI") // What it tests is JNDI.
class AngariumObjectFactoryTest {

    @Test
    void whatWasStoredAsAReferenceComesBack() throws Exception {
        AngariumConnectionFactory factory = new AngariumConnectionFactory("angarium://h:1?clientId=c");
        factory.setUser("anna");
        factory.setTrustedPackages("com.example");
        AngariumConnectionFactory back = (AngariumConnectionFactory) restored(factory.getReference());
        assertThat(back.getUri()).isEqualTo(factory.getUri());
        assertThat(back.getUser()).isEqualTo("anna");
        assertThat(back.getTrustedPackages()).isEqualTo("com.example");
        assertThat(back.getClientId()).isNull();
        assertThat(restored(new AngariumQueue("q").getReference())).isEqualTo(new AngariumQueue("q"));
        assertThat(restored(new AngariumTopic("t").getReference())).isEqualTo(new AngariumTopic("t"));
    }

    @Test
    void foreignReferencesAreLeftToOthers() throws NamingException {
        AngariumObjectFactory factory = new AngariumObjectFactory();
        assertThat(factory.getObjectInstance(new Reference("java.lang.String"), null, null, null))
                .isNull();
        assertThat(factory.getObjectInstance("text", null, null, null)).isNull();
    }

    @Test
    void aReferenceWithoutItsAddressIsRefused() {
        Reference empty = new Reference(AngariumQueue.class.getName());
        assertThatExceptionOfType(NamingException.class)
                .isThrownBy(() -> new AngariumObjectFactory().getObjectInstance(empty, null, null, null))
                .withMessageContaining("has no name");
    }

    private static Object restored(Reference reference) throws Exception {
        return NamingManager.getObjectInstance(reference, null, null, null);
    }
}
