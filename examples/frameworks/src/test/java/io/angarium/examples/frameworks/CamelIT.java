package io.angarium.examples.frameworks;

import io.angarium.examples.frameworks.camel.CamelOrders;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.jms.TransactionRolledBackException;

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
                new KillInTheMiddle(broker, orders).run(order -> send(sender, order));
            } finally {
                camel.stop();
                connections.stop();
            }
        }
    }

    /** A transaction that the kill interrupted is rolled back for certain: nothing of it was stored, and it may be sent again. */
    private static void send(ProducerTemplate sender, String order) {
        boolean sent = false;
        while (!sent) {
            try {
                sender.sendBody("jms:queue:orders", order);
                sent = true;
            } catch (CamelExecutionException e) {
                if (!(e.getCause() instanceof TransactionRolledBackException)) {
                    throw e;
                }
            }
        }
    }

    private void shipped(String packed, boolean again) {
        orders.handle(packed.substring(0, packed.length() - PACKED.length()), again);
    }
}
