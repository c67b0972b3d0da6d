package io.angarium.examples.frameworks.spring;

import io.angarium.jms.AngariumConnectionFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

/** Sending: one connection for the whole application, opened again after it has failed. */
@Configuration
public class SpringSender {

    /** Where the broker is. */
    @Bean
    public AngariumConnectionFactory broker(@Value("${broker.url}") String url) {
        return new AngariumConnectionFactory(url);
    }

    /** Keeps sessions and producers between two sends. */
    @Bean
    public CachingConnectionFactory connections(AngariumConnectionFactory broker) {
        CachingConnectionFactory connections = new CachingConnectionFactory(broker);
        connections.setSessionCacheSize(10);
        return connections;
    }

    /** Returns from a send when the message is on the broker's disk; persistent is the default. */
    @Bean
    public JmsTemplate jms(CachingConnectionFactory connections) {
        return new JmsTemplate(connections);
    }
}
