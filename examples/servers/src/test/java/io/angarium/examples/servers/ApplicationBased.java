package io.angarium.examples.servers;

import static org.awaitility.Awaitility.await;

import io.angarium.examples.servers.app.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A test with the application of {@code io.angarium.examples.servers.app}. */
abstract class ApplicationBased extends ServerBased {
    private static final String APPLICATION = "app";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Deployment(name = APPLICATION, managed = false, testable = false)
    @TargetsContainer(SERVER)
    static WebArchive application() {
        return Application.archive(Surroundings.server());
    }

    @Override
    final String deployment() {
        return APPLICATION;
    }

    final Application app() {
        return new Application();
    }

    /** Waits until beans have written down what is wanted, and returns it. */
    final List<Ledger.Entry> awaitEntries(String beginning, Predicate<List<Ledger.Entry>> wanted) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> app().entries(beginning), wanted);
    }
}
