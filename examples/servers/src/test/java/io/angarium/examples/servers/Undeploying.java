package io.angarium.examples.servers;

import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterClass;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;

/**
 * Takes the application away after the last test of a class, where a method with AfterAll could not (its deployment is gone for
 * Arquillian), and stops the server after the last class: Arquillian leaves servers of mode "custom" alone.
 */
public final class Undeploying implements LoadableExtension {
    private static String deployed; // or null; used by the one thread that runs the tests

    static boolean isDeployed(String deployment) {
        return deployment.equals(deployed);
    }

    static void deployed(String deployment) {
        deployed = deployment;
    }

    /** Takes away what is deployed, if anything is. */
    static void undeploy(Deployer deployer) {
        String there = deployed;
        deployed = null;
        if (there != null) {
            deployer.undeploy(there);
        }
    }

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(AtTheEnd.class);
    }

    /** Made by Arquillian. */
    public static final class AtTheEnd {
        @Inject
        private Instance<Deployer> deployer;

        @Inject
        private Instance<ContainerRegistry> servers;

        /** Before Arquillian's own end of the class. */
        public void afterClass(@Observes(precedence = 50) AfterClass event) {
            Undeploying.undeploy(deployer.get());
        }

        /** After all classes. */
        public void afterSuite(@Observes(precedence = 50) AfterSuite event) throws LifecycleException {
            for (Container<?> server : servers.get().getContainers()) {
                if (server.getState() == Container.State.STARTED) {
                    server.stop();
                }
            }
        }
    }
}
