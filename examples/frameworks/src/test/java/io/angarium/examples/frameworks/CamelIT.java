package io.angarium.examples.frameworks;

import io.angarium.examples.frameworks.camel.CamelOrders;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Camel routes over a broker that is killed. */
@Timeout(120)
class CamelIT {
    private static final String PACKED = " packed";

    @TempDir
    private Path folder;

    private final Orders orders = new Orders();

    @Test
    void routesGoOnByThemselvesAfterAKill() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            broker.start();
            JmsPoolConnectionFactory connections = CamelOrders.connections(broker.url());
            CamelContext camel = new DefaultCamelContext();
            try {
                camel.addRoutes(new CamelOrders(connections, this::shipped));
                camel.start();
                ProducerTemplate sender = camel.createProducerTemplate();
                new KillInTheMiddle(broker, orders).run(order -> sender.sendBody("jms:queue:orders", order));
            } finally {
                camel.stop();
                connections.stop();
            }
        }
    }

    private void shipped(String packed, boolean again) {
        orders.handle(packed.substring(0, packed.length() - PACKED.length()), again);
    }
}
