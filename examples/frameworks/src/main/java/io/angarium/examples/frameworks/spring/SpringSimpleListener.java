package io.angarium.examples.frameworks.spring;

import io.angarium.examples.frameworks.OrderHandler;
import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.TextMessage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.listener.SessionAwareMessageListener;
import org.springframework.jms.listener.SimpleMessageListenerContainer;

/**
 * Receiving with a {@code SimpleMessageListenerContainer}. It asks for a new connection once, at the moment when the old one fails: too
 * early for a broker that has yet to start, so it needs a factory that waits.
 */
@Configuration
public class SpringSimpleListener {

    /** Two consumers; a message leaves the queue when its listener has returned. */
    @Bean
    public SimpleMessageListenerContainer orders(PatientConnectionFactory patient, OrderHandler handler) {
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
        container.setConnectionFactory(patient);
        container.setDestinationName("orders");
        container.setSessionTransacted(true);
        container.setConcurrentConsumers(2);
        container.setMessageListener((SessionAwareMessageListener<TextMessage>)
                (message, session) -> handler.handle(message.getText(), message.getJMSRedelivered()));
        return container;
    }

    /** Waits for the broker. */
    @Bean
    PatientConnectionFactory patient(AngariumConnectionFactory broker) {
        return new PatientConnectionFactory(broker);
    }
}
