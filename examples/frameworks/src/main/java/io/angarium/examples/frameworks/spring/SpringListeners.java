package io.angarium.examples.frameworks.spring;

import io.angarium.examples.frameworks.OrderHandler;
import io.angarium.jms.AngariumConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.support.JmsHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * Receiving with {@code @JmsListener}, which is a {@code DefaultMessageListenerContainer}: a message leaves the queue when its listener
 * has returned, and the container connects again for as long as it takes.
 */
@Configuration
@EnableJms
public class SpringListeners {

    /** Takes the factory itself: the container keeps its connection and consumers by itself. */
    @Bean
    public DefaultJmsListenerContainerFactory jmsListenerContainerFactory(AngariumConnectionFactory broker) {
        DefaultJmsListenerContainerFactory containers = new DefaultJmsListenerContainerFactory();
        containers.setConnectionFactory(broker);
        containers.setSessionTransacted(true);
        containers.setConcurrency("2");
        containers.setRecoveryInterval(500L);
        return containers;
    }

    /** The application's listener. */
    @Bean
    public OrderDesk orderDesk(OrderHandler handler) {
        return new OrderDesk(handler);
    }

    /** Gets each order in a transaction of its own. */
    public static class OrderDesk {
        private final OrderHandler handler;

        OrderDesk(OrderHandler handler) {
            this.handler = handler;
        }

        /** One order. */
        @JmsListener(destination = "orders")
        public void take(@Payload String order, @Header(JmsHeaders.REDELIVERED) boolean again) {
            handler.handle(order, again);
        }
    }
}
