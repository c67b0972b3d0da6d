package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.testing.Proves;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.security.UserStore;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Section 6.1.1: names and passwords. Over sockets only: who shares the broker's JVM needs neither. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class Section6_1_1AuthenticationTest {
    @TempDir
    Path folder;

    @Test
    @Proves({"6.1.1-a", "5.3-a", "6.1-a"})
    void aRejectedNameOrPasswordIsASecurityException() throws JMSException {
        Path users = folder.resolve("users");
        new UserStore(users).put("anna", "right".toCharArray(), new TreeSet<>());
        BrokerSettings settings =
                BrokerSettings.in(folder.resolve("data")).withPort(0).withSecurity(new SecuritySettings(users, false));
        try (Broker broker = Broker.start(settings)) {
            AngariumConnectionFactory factory = new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port());
            String[][] wrong = {{"anna", "wrong"}, {"nobody", "right"}, {null, null}};
            for (String[] each : wrong) {
                assertThatThrownBy(() -> factory.createConnection(each[0], each[1]))
                        .isInstanceOf(JMSSecurityException.class);
                assertThatThrownBy(() -> factory.createQueueConnection(each[0], each[1]))
                        .isInstanceOf(JMSSecurityException.class);
                assertThatThrownBy(() -> factory.createTopicConnection(each[0], each[1]))
                        .isInstanceOf(JMSSecurityException.class);
                assertThatThrownBy(() -> factory.createContext(each[0], each[1]))
                        .isInstanceOf(JMSSecurityRuntimeException.class);
                assertThatThrownBy(() -> factory.createContext(each[0], each[1], JMSContext.CLIENT_ACKNOWLEDGE))
                        .isInstanceOf(JMSSecurityRuntimeException.class);
            }
            try (Connection connection = factory.createConnection("anna", "right");
                    Connection queues = factory.createQueueConnection("anna", "right");
                    Connection topics = factory.createTopicConnection("anna", "right");
                    JMSContext context = factory.createContext("anna", "right")) {
                connection.start();
                assertThat(queues.createSession()).isNotNull();
                assertThat(topics.createSession()).isNotNull();
                assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
            }
        }
    }
}
