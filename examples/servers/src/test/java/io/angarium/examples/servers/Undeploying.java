package io.angarium.examples.servers;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.event.suite.AfterClass;

/** Takes the application away after the last test of a class: a method with AfterAll could not, its deployment is gone for Arquillian. */
public final class Undeploying implements LoadableExtension {
    private static boolean deployed; // used by the one thread that runs the tests

    static boolean isDeployed() {
        return deployed;
    }

    static void deployed(boolean now) {
        deployed = now;
    }

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(AtTheEnd.class);
    }

    /** Made by Arquillian. */
    public static final class AtTheEnd {
        @Inject
        private Instance<Deployer> deployer;

        /** Before Arquillian's own end of the class. */
        public void undeploy(@Observes(precedence = 50) AfterClass event) {
            if (deployed) {
                deployed = false;
                deployer.get().undeploy(ServerBased.APPLICATION);
            }
        }
    }
}
