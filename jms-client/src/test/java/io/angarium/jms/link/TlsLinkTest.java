package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsLinkTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static SSLContext before;
    private static SSLContext own;

    private final Recorder recorder = new Recorder();

    @BeforeAll
    static void makeACertificateForLocalhost() throws Exception {
        before = SSLContext.getDefault();
        own = contextOf(certificateFor("localhost"));
    }

    @AfterEach
    void restoreTheContext() {
        SSLContext.setDefault(before);
    }

    @Test
    void callsGoThroughTls() throws Exception {
        SSLContext.setDefault(own);
        try (ScriptedBroker broker = echo();
                Link link = open("localhost", broker)) {
            for (int i = 0; i < 300; i++) {
                assertThat(TestLinks.call(link, recorder, Duration.ofSeconds(10)))
                        .isTrue();
            }
        }
        assertThat(recorder.endings()).isZero();
        assertThat(recorder.overlapped()).isFalse();
    }

    @Test
    void whatIsToGoThroughTlsIsNotSentToALocalSocket() throws Exception {
        SSLContext.setDefault(own);
        ConnectionFrame.Hello hello = TestLinks.hello(0);
        CompletableFuture<ConnectionFrame.Hello> heard = new CompletableFuture<>();
        try (ScriptedBroker broker = ScriptedBroker.playOver(own.getServerSocketFactory(), client -> {
                    heard.complete(client.shakeHands());
                    client.partInPeace();
                });
                Link link = Links.open(
                        BrokerUri.parse("angarium+tls://localhost:" + broker.port() + "?reconnect=false"),
                        hello,
                        recorder)) {
            assertThat(link.welcome()).isEqualTo(ScriptedBroker.welcome(0));
            assertThat(heard.join()).isEqualTo(hello);
        }
    }

    @Test
    void linksShareASocketWithTls() throws Exception {
        SSLContext.setDefault(own);
        SharedSockets sockets = new SharedSockets();
        try (SharingBroker broker = new SharingBroker(own.getServerSocketFactory())) {
            BrokerUri uri = BrokerUri.parse(
                    "angarium+tls://localhost:" + broker.broker().port() + "?connectionsPerSocket=2");
            Recorder other = new Recorder();
            try (Link first = sockets.open(uri, TestLinks.hello(0), recorder);
                    Link second = sockets.open(uri, TestLinks.hello(0), other)) {
                for (int i = 0; i < 50; i++) {
                    assertThat(TestLinks.call(first, recorder, Duration.ofSeconds(10)))
                            .isTrue();
                    assertThat(TestLinks.call(second, other, Duration.ofSeconds(10)))
                            .isTrue();
                }
            }
            assertThat(broker.sockets()).isEqualTo(1);
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() {
        try (ScriptedBroker broker = echo()) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> open("localhost", broker))
                    .withMessageContaining("TLS failed: ");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        SSLContext.setDefault(own);
        try (ScriptedBroker broker = echo()) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> open("127.0.0.1", broker))
                    .withMessageContaining("TLS failed: ");
        }
    }

    private Link open(String host, ScriptedBroker broker) {
        return Links.open(
                BrokerUri.parse("angarium+tls://" + host + ":" + broker.port()), TestLinks.hello(0), recorder);
    }

    private ScriptedBroker echo() {
        return ScriptedBroker.playOver(own.getServerSocketFactory(), client -> {
            if (client.isOpen()) {
                client.shakeHands();
                TestLinks.echo(client);
            }
        });
    }

    private static Path certificateFor(String host) throws IOException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=DNS:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return store;
    }

    private static SSLContext contextOf(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("broker", keys.getCertificate("broker"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
