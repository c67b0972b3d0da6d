package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.security.UserStore;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.nio.file.Path;
import java.util.TreeSet;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;

/** Security: Connectors 2.1 chapter 9. */
class SecurityTest extends BrokerBased {

    @Override
    protected BrokerSettings settings() {
        Path users = folder.resolve(SecuritySettings.USERS_FILE);
        UserStore store = new UserStore(users);
        store.put("anna", "secret".toCharArray(), new TreeSet<>());
        store.put("bert", "hidden".toCharArray(), new TreeSet<>());
        return super.settings().withSecurity(new SecuritySettings(users, false));
    }

    private static Subject subject(AngariumManagedConnectionFactory factory, String user, String password) {
        PasswordCredential credential = new PasswordCredential(user, password.toCharArray());
        credential.setManagedConnectionFactory(factory);
        Subject subject = new Subject();
        subject.getPrivateCredentials().add(credential);
        return subject;
    }

    @Test
    void theApplicationSignsOnAndEachUserHasConnectionsOfItsOwn() throws Exception {
        Container container = container(Mode.NONE);
        ConnectionFactory factory = factory(container);
        factory.createConnection("anna", "secret").close();
        factory.createConnection("bert", "hidden").close();
        factory.createConnection("anna", "secret").close();
        assertThat(container.free()).isEqualTo(2);
    }

    @Test
    void aWrongPasswordIsTheSpecificationsException() throws Exception {
        assumeTrue(transport.reachesOut(), "a broker in the same JVM asks for no password");
        ConnectionFactory factory = factory(container(Mode.NONE));
        assertThatThrownBy(() -> factory.createConnection("anna", "wrong")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void theFactorysOwnUserIsUsedWhenNobodySaysAnother() throws Exception {
        AngariumManagedConnectionFactory managed = managed();
        managed.setUser("anna");
        managed.setPassword("secret");
        ((ConnectionFactory) managed.createConnectionFactory(container(Mode.NONE)))
                .createConnection()
                .close();
        adapter.setUser("bert");
        adapter.setPassword("hidden");
        factory(container(Mode.NONE)).createConnection().close();
    }

    @Test
    void theContainersSubjectWinsOverTheApplication() throws Exception {
        Container container = container(Mode.NONE);
        AngariumManagedConnectionFactory managed = managed();
        container.signOn(subject(managed, "anna", "secret"));
        ConnectionFactory factory = (ConnectionFactory) managed.createConnectionFactory(container);
        factory.createConnection("nobody", "wrong").close();
        factory.createConnection().close();
        assertThat(container.free()).isEqualTo(1);
        assertThat(container.all().iterator().next().getMetaData().getUserName())
                .isEqualTo("anna");
    }

    @Test
    void aSubjectWithoutACredentialForThisFactoryIsRefused() throws Exception {
        AngariumManagedConnectionFactory managed = managed();
        AngariumManagedConnectionFactory other = managed();
        other.setClientId("other");
        assertThatThrownBy(() -> managed.createManagedConnection(subject(other, "anna", "secret"), null))
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void aConnectionIsNotUsedAsSomebodyElse() throws Exception {
        AngariumManagedConnectionFactory managed = managed();
        var connection = managed.createManagedConnection(subject(managed, "anna", "secret"), null);
        assertThatThrownBy(() -> connection.getConnection(subject(managed, "bert", "hidden"), null))
                .isInstanceOf(SecurityException.class);
        connection.destroy();
    }

    @Test
    void passwordsAreNotShown() throws Exception {
        AngariumManagedConnectionFactory managed = managed();
        managed.setUri("angarium://localhost:1?user=anna&password=secret");
        managed.setUser("bert");
        managed.setPassword("hidden");
        assertThat(managed.toString()).doesNotContain("secret", "hidden");
        assertThatThrownBy(() -> managed.createManagedConnection(null, null))
                .message()
                .doesNotContain("secret", "hidden");
    }
}
