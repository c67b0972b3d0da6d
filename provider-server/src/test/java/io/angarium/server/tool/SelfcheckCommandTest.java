package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code angarium selfcheck} as it is typed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SelfcheckCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aRunningBrokerIsFoundGoodAndLeftClean() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0))) {
            String url = "angarium://127.0.0.1:" + broker.port();
            Captured check = new Captured();
            int status = check.run("selfcheck", "--url", url, "--disturbances", "7", "--gap", "0ms", "--json");
            assertThat(check.err()).isEmpty();
            assertThat(status).isZero();
            assertThat(check.out())
                    .contains("\"verdict\":\"good\"", "\"lost\":0", "\"doubled\":0", "\"out of order\":0")
                    .contains("\"cut midway\":1", "\"one way\":1", "\"throttle\":1", "\"faults\":[]")
                    .doesNotContain("\"kill\"");
            Captured subscriptions = new Captured();
            subscriptions.run("subscription", "list", "--url", url, "--json");
            assertThat(subscriptions.out().strip()).isEqualTo("[]");
        }
    }

    @Test
    void whatWasTooShortToProveAnythingIsNotCalledGood() {
        Captured check = new Captured();
        int status = check.run("selfcheck", "--minutes", "0.02", "--dir", folder.toString());
        assertThat(status).isEqualTo(1);
        assertThat(check.out()).as(check.err()).contains("verdict").contains("bad");
        assertThat(check.err()).contains("nothing is proven about").contains("let it run for longer");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatItCannotStandBeforeIsRefused() {
        Captured check = new Captured();
        assertThat(check.run("selfcheck", "--url", "angarium+tls://localhost:7171"))
                .isEqualTo(1);
        assertThat(check.err()).contains("give the address of the broker's plain port");
    }

    @Test
    void aBrokerThatIsNotThereIsSaidAtOnce() {
        Captured check = new Captured();
        assertThat(check.run("selfcheck", "--url", "angarium://127.0.0.1:1")).isEqualTo(1);
        assertThat(check.err()).contains("127.0.0.1:1");
    }
}
