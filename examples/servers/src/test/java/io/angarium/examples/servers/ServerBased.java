package io.angarium.examples.servers;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test with an application in a running server, and a running broker. Tests are outside of the server and talk to both. */
@ExtendWith({Surroundings.class, ArquillianExtension.class}) // in this order
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
abstract class ServerBased {
    static final String SERVER = "server";

    @ArquillianResource
    private ContainerController servers;

    @ArquillianResource
    private Deployer deployer;

    private RuntimeException refused;

    /** Begins each text of one test, so that tests do not see the messages of others. */
    private String mark = "";

    @BeforeEach
    void surroundings() {
        mark = UUID.randomUUID() + "-";
        if (wantsBroker()) {
            broker().start();
        }
        if (!servers.isStarted(SERVER)) {
            servers.start(SERVER);
        }
        if (!Undeploying.isDeployed(deployment())) {
            deploy();
        }
    }

    /** What the test class calls its deployment. */
    abstract String deployment();

    /** Whether the broker is to be there before the application is deployed. */
    boolean wantsBroker() {
        return true;
    }

    final void deploy() {
        if (refused != null) { // each try may take a minute
            throw new IllegalStateException("the server refused the application before", refused);
        }
        try {
            deployer.deploy(deployment());
        } catch (RuntimeException e) {
            refused = e;
            throw e;
        }
        Undeploying.deployed(deployment());
    }

    final void undeploy() {
        Undeploying.undeploy(deployer);
    }

    final ContainerController servers() {
        return servers;
    }

    final Broker broker() {
        return Surroundings.broker();
    }

    /** A text of this test alone. */
    final String text(String rest) {
        return mark + rest;
    }
}
