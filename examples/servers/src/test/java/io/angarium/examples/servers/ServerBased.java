package io.angarium.examples.servers;

import static org.awaitility.Awaitility.await;

import io.angarium.examples.servers.app.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test with the application in a running server, and a running broker. Tests are outside of the server and talk to both. */
@ExtendWith({Surroundings.class, ArquillianExtension.class}) // in this order
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class ServerBased {
    static final String SERVER = "server";
    static final String APPLICATION = "app";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ArquillianResource
    private ContainerController servers;

    @ArquillianResource
    private Deployer deployer;

    private RuntimeException refused;

    /** Begins each text of one test, so that tests do not see the messages of others. */
    private String mark = "";

    @Deployment(name = APPLICATION, managed = false, testable = false)
    @TargetsContainer(SERVER)
    static WebArchive application() {
        return Application.archive(Surroundings.server());
    }

    @BeforeEach
    void surroundings() {
        mark = UUID.randomUUID() + "-";
        if (wantsBroker()) {
            broker().start();
        }
        if (!servers.isStarted(SERVER)) {
            servers.start(SERVER);
        }
        if (!Undeploying.isDeployed()) {
            deploy();
        }
    }

    /** Whether the broker is to be there before the application is deployed. */
    boolean wantsBroker() {
        return true;
    }

    final void deploy() {
        if (refused != null) { // each try may take a minute
            throw new IllegalStateException("the server refused the application before", refused);
        }
        try {
            deployer.deploy(APPLICATION);
        } catch (RuntimeException e) {
            refused = e;
            throw e;
        }
        Undeploying.deployed(true);
    }

    final void undeploy() {
        deployer.undeploy(APPLICATION);
        Undeploying.deployed(false);
    }

    final ContainerController servers() {
        return servers;
    }

    final Broker broker() {
        return Surroundings.broker();
    }

    final Application app() {
        return new Application(Surroundings.server());
    }

    /** A text of this test alone. */
    final String text(String rest) {
        return mark + rest;
    }

    /** Waits until beans have written down what is wanted, and returns it. */
    final List<Ledger.Entry> awaitEntries(String beginning, Predicate<List<Ledger.Entry>> wanted) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> app().entries(beginning), wanted);
    }
}
