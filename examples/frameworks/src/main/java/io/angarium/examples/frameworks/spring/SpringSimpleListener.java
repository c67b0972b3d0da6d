package io.angarium.examples.frameworks.spring;

import io.angarium.examples.frameworks.OrderHandler;
import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.TextMessage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.listener.SessionAwareMessageListener;
import org.springframework.jms.listener.SimpleMessageListenerContainer;

/**
 * Receiving with a {@code SimpleMessageListenerContainer}. It never gets a new connection in time for itself, and need not: the connection it
 * has comes back with the broker.
 */
@Configuration
public class SpringSimpleListener {

    /** Two consumers; a message leaves the queue when its listener has returned. */
    @Bean
    public SimpleMessageListenerContainer orders(AngariumConnectionFactory broker, OrderHandler handler) {
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
        container.setConnectionFactory(broker);
        container.setDestinationName("orders");
        container.setSessionTransacted(true);
        container.setConcurrentConsumers(2);
        container.setMessageListener((SessionAwareMessageListener<TextMessage>)
                (message, session) -> handler.handle(message.getText(), message.getJMSRedelivered()));
        return container;
    }
}
