package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.examples.servers.defined.DefinedServlet;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** What an application defines by {@code @JMSConnectionFactoryDefinition} and {@code @JMSDestinationDefinition}. */
class DefinitionsIT extends ServerBased {
    private static final String DEFINED = "defined";

    private final Web web = new Web();

    @Deployment(name = DEFINED, managed = false, testable = false)
    @TargetsContainer(SERVER)
    static WebArchive defined() {
        WebArchive application =
                ShrinkWrap.create(WebArchive.class, "defined.war").addPackage(DefinedServlet.class.getPackage());
        Surroundings.server().define(application);
        return application;
    }

    @Override
    String deployment() {
        return DEFINED;
    }

    @Test
    void anApplicationDefinesItsOwnConnectionFactoryAndQueue() {
        Web.Answer answer = web.post("defined/send?text=" + text("hello"));

        assertThat(answer).isEqualTo(new Web.Answer(200, "sent"));
        assertThat(broker().receive("defined", 2, 1_000)).containsExactly(text("hello"));
    }
}
