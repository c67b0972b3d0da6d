package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.link.LinkException;
import io.angarium.wire.ErrorCode;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FailuresTest {
    private static final String URL = "angarium://there:7171";

    private static JMSException jms(Throwable cause) {
        JMSException e = new JMSException("outer");
        e.initCause(cause);
        return e;
    }

    @Test
    void aBrokerThatIsNotThereSaysHowToStartOne() {
        assertThat(Failures.explainConnect(URL, jms(new ConnectException("refused"))))
                .isEqualTo("no broker at " + URL + "; start one with 'angarium serve --data DIR',"
                        + " or give its address with --url");
    }

    @Test
    void anUnknownHostPointsToTheUrl() {
        assertThat(Failures.explainConnect(URL, jms(new UnknownHostException("there"))))
                .isEqualTo("unknown host in " + URL + "; check the name in --url");
    }

    @Test
    void aSilentHostPointsToTheNetwork() {
        assertThat(Failures.explainConnect(URL, jms(new SocketTimeoutException("connect"))))
                .startsWith("no answer from " + URL);
    }

    @Test
    void aWrongPasswordSaysWhereToCorrectIt() {
        String line =
                "the broker refused the user name or password; check --user and --password (or ANGARIUM_PASSWORD)";
        assertThat(Failures.explainConnect(URL, new JMSSecurityException("no"))).isEqualTo(line);
        assertThat(Failures.explainConnect(URL, new LinkException(ErrorCode.AUTHENTICATION, "no", null)))
                .isEqualTo(line);
    }

    @Test
    void aBadSelectorKeepsThePositionTheBrokerGave() {
        assertThat(Failures.explain(new InvalidSelectorException("expected ) at 7"), false))
                .isEqualTo("the selector is not valid: expected ) at 7");
    }

    @Test
    void aTakenPortNamesPortAndWayOut() {
        BindException taken = new BindException("Address already in use");
        assertThat(Failures.concernsAddress(new IllegalStateException("no", taken)))
                .isTrue();
        assertThat(Failures.explainBind("localhost", 7171, taken))
                .isEqualTo("port 7171 on localhost is taken; stop the program that has it,"
                        + " or choose another with --port");
    }

    @Test
    void aForeignAddressPointsToTheHost() {
        assertThat(Failures.explainBind("far", 1, new UnknownHostException("far")))
                .isEqualTo("host far is not an address of this machine; check --host");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(Failures.explain(new NoSuchFileException("a/b"), false)).isEqualTo("no such file or folder: a/b");
    }

    @Test
    void anythingElseIsItsFirstLineAndAHint() {
        assertThat(Failures.explain(new IOException("one\ntwo"), false))
                .isEqualTo("one; run again with --verbose for the details");
        assertThat(Failures.explain(new IOException("one\ntwo"), true)).isEqualTo("one");
        assertThat(Failures.explain(new IllegalStateException(), true)).isEqualTo("IllegalStateException");
    }

    @Test
    void anAddressOfNoBrokerIsShownAsItWasTyped() {
        Captured terminal = new Captured();
        assertThat(terminal.run("browse", "orders", "--url", "foo://x")).isEqualTo(Angarium.FAILED);
        assertThat(terminal.err()).contains("foo://x").doesNotContain("startTimeout", "?");
    }
}
