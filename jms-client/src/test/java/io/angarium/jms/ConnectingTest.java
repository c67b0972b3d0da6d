package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkOpener;
import io.angarium.jms.testing.Proves;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Connection factories, the handshake and the end of a link. */
class ConnectingTest extends FakeBrokerBased {

    private static AngariumConnectionFactory refusing(ErrorCode code) {
        return new AngariumConnectionFactory("angarium://fake?startTimeout=0") {
            private static final long serialVersionUID = 1L;

            @Override
            protected LinkOpener links() {
                return (uri, hello, listener) -> {
                    throw new LinkException(code, "no", null);
                };
            }
        };
    }

    @Test
    @Proves("6.1.1-a")
    void aRefusedHandshakeIsTheExceptionOfTheSpecification() {
        assertThatThrownBy(refusing(ErrorCode.AUTHENTICATION)::createConnection)
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(refusing(ErrorCode.AUTHENTICATION)::createContext)
                .isInstanceOf(JMSSecurityRuntimeException.class);
        assertThatThrownBy(refusing(ErrorCode.INVALID_CLIENT_ID)::createConnection)
                .isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(refusing(null)::createConnection).isExactlyInstanceOf(JMSException.class);
    }

    @Test
    void settersWinOverTheUriAndArgumentsOverSetters() throws JMSException {
        AngariumConnectionFactory factory = factory("angarium://fake?user=a&password=b&clientId=c");
        factory.createConnection();
        assertThat(hello.user()).isEqualTo("a");
        assertThat(hello.password()).isEqualTo("b");
        assertThat(hello.clientId()).isEqualTo("c");
        factory.setUser("d");
        factory.setPassword("e");
        factory.setClientId("f");
        try (Connection second = factory.createConnection()) {
            assertThat(hello.user()).isEqualTo("d");
            assertThat(hello.password()).isEqualTo("e");
            assertThat(second.getClientID()).isEqualTo("f");
            assertThatThrownBy(() -> second.setClientID("g")).isInstanceOf(IllegalStateException.class);
        }
        factory.createConnection("h", "i").close();
        assertThat(hello.user()).isEqualTo("h");
        assertThat(hello.password()).isEqualTo("i");
    }

    @Test
    void aFactorySurvivesSerialisationAndBecomesAReference()
            throws IOException, ClassNotFoundException, NamingException {
        AngariumConnectionFactory factory = new AngariumConnectionFactory("angarium://host:1?password=secret");
        factory.setClientId("id");
        factory.setTrustedPackages("com.example");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            AngariumConnectionFactory copy = (AngariumConnectionFactory) in.readObject();
            assertThat(copy.getUri()).isEqualTo("angarium://host:1?password=secret");
            assertThat(copy.getClientId()).isEqualTo("id");
            assertThat(copy.getTrustedPackages()).isEqualTo("com.example");
            assertThat(copy.toString()).doesNotContain("secret");
        }
        Reference reference = factory.getReference();
        assertThat(reference.get("uri").getContent()).isEqualTo("angarium://host:1?password=secret");
        assertThat(reference.get("clientId").getContent()).isEqualTo("id");
        assertThat(reference.get("user")).isNull();
        assertThatThrownBy(() -> factory.setUri("http://x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void metaDataNamesTheSpecificationsVersion() throws JMSException {
        ConnectionMetaData data = connection.getMetaData();
        assertThat(data.getJMSVersion()).isEqualTo("3.1");
        assertThat(data.getJMSMajorVersion()).isEqualTo(3);
        assertThat(data.getJMSMinorVersion()).isEqualTo(1);
        assertThat(data.getJMSProviderName()).isEqualTo("Angarium");
        Enumeration<?> names = data.getJMSXPropertyNames();
        assertThat(Collections.list(names).toString()).contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    void aBrokenLinkIsToldOnceAndClosingStillWorks() throws Exception {
        BlockingQueue<JMSException> problems = new LinkedBlockingQueue<>();
        connection.setExceptionListener(problems::add);
        Session session = connection.createSession();
        broker.breakOff(new LinkException(ErrorCode.STOPPING, "the broker is stopping", null));
        assertThat(problems.poll(10, TimeUnit.SECONDS)).hasMessage("the broker is stopping");
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("orders")))
                .isInstanceOf(JMSException.class);
        session.close();
        connection.close();
        assertThat(problems).isEmpty();
    }

    @Test
    @Proves({"Connection-b", "Session-a"})
    void sessionModesAreChecked() throws JMSException {
        assertThatThrownBy(() -> connection.createSession(17)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createSession(false, Session.SESSION_TRANSACTED))
                .isInstanceOf(JMSException.class);
        Session transacted = connection.createSession(true, 99);
        assertThat(transacted.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        assertThat(transacted.getTransacted()).isTrue();
        assertThat(connection.createSession(false, Session.DUPS_OK_ACKNOWLEDGE).getAcknowledgeMode())
                .isEqualTo(Session.DUPS_OK_ACKNOWLEDGE);
    }

    @Test
    void namesThatNoGreetingCanCarryAreRefusedBeforeConnecting() throws JMSException {
        String name = "n".repeat(1025);
        assertThatThrownBy(() -> factory("angarium://fake?clientId=" + name).createConnection())
                .isInstanceOf(InvalidClientIDException.class)
                .hasMessage("a client identifier has at most 1024 bytes, this one has 1025");
        assertThatThrownBy(() -> factory("angarium://fake").createConnection(name, "password"))
                .isInstanceOf(JMSSecurityException.class)
                .hasMessageContaining("a user name");
        assertThatThrownBy(() -> factory("angarium://fake").createConnection("user", name))
                .isInstanceOf(JMSSecurityException.class)
                .hasMessageContaining("a password")
                .hasMessageNotContaining(name);
        assertThatThrownBy(() -> connection.setClientID(name)).isInstanceOf(InvalidClientIDException.class);
        connection.setClientID("short");
    }

    @Test
    void aSessionWhoseCloseFailsIsForgottenAllTheSame() throws JMSException {
        broker.script(frame -> {
            if (frame instanceof SessionFrame.CloseSession close) {
                broker.push(new ReplyFrame.Failed(close.correlation(), ErrorCode.INTERNAL, "not today"));
                return true;
            }
            return false;
        });
        WeakReference<Session> closed = closedInVain();
        Awaitility.await().until(() -> {
            System.gc();
            return closed.get() == null;
        });
    }

    private WeakReference<Session> closedInVain() throws JMSException {
        Session session = connection.createSession();
        assertThatThrownBy(session::close).hasMessageContaining("not today");
        return new WeakReference<>(session);
    }
}
