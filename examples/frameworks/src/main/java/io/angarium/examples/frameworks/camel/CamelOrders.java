package io.angarium.examples.frameworks.camel;

import io.angarium.examples.frameworks.OrderHandler;
import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Two routes: orders are packed, and what is packed is shipped. */
public final class CamelOrders extends RouteBuilder {
    private final ConnectionFactory connections;
    private final OrderHandler shipping;

    /** Routes over some connections; a Camel context adds them. */
    public CamelOrders(ConnectionFactory connections, OrderHandler shipping) {
        this.connections = connections;
        this.shipping = shipping;
    }

    /** Connections for a Camel context, which opens one for each send unless they are pooled; to be stopped after it. */
    public static JmsPoolConnectionFactory connections(String url) {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(new AngariumConnectionFactory(url));
        pool.setMaxConnections(4);
        return pool;
    }

    @Override
    public void configure() {
        getContext().addComponent("jms", component());

        from("jms:queue:orders").transform(body().append(" packed")).to("jms:queue:packed");

        from("jms:queue:packed").process(exchange -> {
            boolean again = exchange.getIn().getHeader("JMSRedelivered", boolean.class);
            shipping.handle(exchange.getIn().getBody(String.class), again);
        });
    }

    /** Local transactions: what an exchange receives and sends is one, since both use this factory. */
    private JmsComponent component() {
        JmsComponent jms = JmsComponent.jmsComponent(connections);
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setConcurrentConsumers(2);
        jms.setRecoveryInterval(500);
        return jms;
    }
}
