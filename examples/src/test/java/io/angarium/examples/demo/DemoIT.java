package io.angarium.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of the demo, with the real processes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DemoIT {
    private static final int MESSAGES = 2_000;

    @Test
    void aBrokerKilledInTheMiddleLosesNothing() throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath().getParent();
        DemoOptions options = new DemoOptions(
                MESSAGES,
                root.resolve("provider-server/target/angarium.jar"),
                root.resolve("examples/orders.csv"),
                false);

        DemoResult result = Demo.run(options);

        assertThat(result.outcome().lost()).as(result.table(MESSAGES)).isZero();
        assertThat(result.outcome().unexplained()).as(result.table(MESSAGES)).isZero();
        assertThat(result.outcome().good(MESSAGES)).as(result.table(MESSAGES)).isTrue();
        assertThat(result.confirmedAtKill()).isBetween(MESSAGES / 2, MESSAGES - 1);
        assertThat(result.outcome().connectionsLost()).isGreaterThanOrEqualTo(3);
    }
}
