package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.ra.admin.QueueObject;
import io.angarium.ra.container.Beans;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Mode;
import io.angarium.ra.container.Names;
import io.angarium.ra.inbound.AngariumActivationSpec;
import jakarta.resource.ResourceException;
import org.junit.jupiter.api.Test;

/** What activations name in JNDI. */
class LookUpsTest extends BrokerBased {
    private final Beans beans = new Beans(true, message -> true);

    private static QueueObject queue(String name) {
        QueueObject queue = new QueueObject();
        queue.setName(name);
        return queue;
    }

    private static AngariumActivationSpec spec(String destination) {
        AngariumActivationSpec spec = new AngariumActivationSpec();
        spec.setDestinationLookup(destination);
        return spec;
    }

    @Test
    void aDestinationIsLookedUpAndAFactorySaysWhereItsBrokerIs() throws Exception {
        AngariumResourceAdapter elsewhere = new AngariumResourceAdapter(); // which knows nothing of this broker
        elsewhere.setUri("angarium://localhost:1");
        elsewhere.start(works);
        try {
            AngariumActivationSpec spec = spec(Names.bind(queue("looked-up")));
            spec.setConnectionFactoryLookup(Names.bind(factory(container(Mode.XA))));
            spec.setResourceAdapter(elsewhere);
            elsewhere.endpointActivation(beans, spec);
            put("looked-up", "a text");
            await().until(() -> beans.texts().contains("a text"));
            elsewhere.endpointDeactivation(beans, spec);
        } finally {
            elsewhere.stop();
        }
    }

    @Test
    void whatIsNotFoundOrSomebodyElsesIsToldByPropertyAndName() {
        String text = Names.bind("a text");
        refused(spec("java:comp/env/nothing"), "destinationLookup", "java:comp/env/nothing");
        refused(spec(text), "destinationLookup", text);
        AngariumActivationSpec spec = spec(Names.bind(queue("q")));
        spec.setConnectionFactoryLookup(text);
        refused(spec, "connectionFactoryLookup", text);
        assertThat(beans.open()).isZero();
    }

    private void refused(AngariumActivationSpec spec, String property, String name) {
        assertThatThrownBy(() -> adapter.endpointActivation(beans, spec))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining(property)
                .hasMessageContaining(name);
    }
}
