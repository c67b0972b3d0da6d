package io.angarium.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.examples.servers.neighbours.NeighboursServlet;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The adapter beside another one and beside a second one of its own that has a broker in it, where the server has them. */
class NeighboursIT extends ServerBased {
    private static final String NEIGHBOURS = "neighbours";

    private final Web web = new Web();

    @Deployment(name = NEIGHBOURS, managed = false, testable = false)
    @TargetsContainer(SERVER)
    static WebArchive neighbours() {
        return ShrinkWrap.create(WebArchive.class, "neighbours.war")
                .addPackage(NeighboursServlet.class.getPackage())
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsWebInfResource("neighbours/web.xml", "web.xml");
    }

    @Override
    String deployment() {
        return NEIGHBOURS;
    }

    @BeforeAll
    static void whereThereAreNeighbours() {
        assumeTrue(Surroundings.server() instanceof WildFly, "only WildFly is set up with other adapters");
    }

    @Test
    void threeAdaptersTakePartInOneTransactionAndEachHasItsOwnClasses() {
        Web.Answer rolledBack = web.post("neighbours/all?rollback=true&text=" + text("no"));
        Web.Answer committed = web.post("neighbours/all?text=" + text("yes"));
        Web.Answer received = web.get("neighbours/all");
        Web.Answer nothing = web.get("neighbours/all");

        assertThat(rolledBack).isEqualTo(new Web.Answer(200, ""));
        assertThat(committed).isEqualTo(new Web.Answer(200, ""));
        assertThat(received.text().lines())
                .containsExactly(
                        "io.angarium " + text("yes"), "io.angarium " + text("yes"), "org.apache " + text("yes"));
        assertThat(nothing.text().lines()).containsExactly("nothing", "nothing", "nothing");
    }
}
