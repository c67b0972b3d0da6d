package io.angarium.examples.orders;

import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import org.messaginghub.pooled.jms.JmsPoolXAConnectionFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.transaction.jta.JtaTransactionManager;

/** Takes orders with Spring Boot: its listener container begins the transaction, the pool and Narayana's driver enlist what is used in it. */
@SpringBootConfiguration
@EnableAutoConfiguration
class SpringOrders {
    private static final long RECOVERY_INTERVAL_MILLIS = 300;

    /** Spring's transactions are those of Narayana. */
    @Bean
    JtaTransactionManager transactionManager(TransactionManager narayana) {
        return new JtaTransactionManager(com.arjuna.ats.jta.UserTransaction.userTransaction(), narayana);
    }

    /** Its sessions take part in the current transaction. */
    @Bean(destroyMethod = "stop")
    @Primary
    JmsPoolXAConnectionFactory connectionFactory(AngariumXAConnectionFactory broker, TransactionManager narayana) {
        JmsPoolXAConnectionFactory pool = new JmsPoolXAConnectionFactory();
        pool.setConnectionFactory(broker);
        pool.setTransactionManager(narayana);
        return pool;
    }

    @Bean
    JmsTemplate jmsTemplate(JmsPoolXAConnectionFactory connectionFactory) {
        return new JmsTemplate(connectionFactory);
    }

    /** Each message in a transaction of its own. */
    @Bean
    DefaultJmsListenerContainerFactory jmsListenerContainerFactory(
            JmsPoolXAConnectionFactory connectionFactory, JtaTransactionManager transactionManager) {
        DefaultJmsListenerContainerFactory containers = new DefaultJmsListenerContainerFactory();
        containers.setConnectionFactory(connectionFactory);
        containers.setTransactionManager(transactionManager);
        containers.setReceiveTimeout(OrderTaker.PATIENCE_MILLIS);
        containers.setRecoveryInterval(RECOVERY_INTERVAL_MILLIS);
        return containers;
    }

    @Bean
    OrderDesk orderDesk(OrderDatabase database, JmsTemplate events) {
        return new OrderDesk(database, events);
    }

    /** The application. */
    static class OrderDesk {
        private final OrderDatabase database;
        private final JmsTemplate events;

        OrderDesk(OrderDatabase database, JmsTemplate events) {
            this.database = database;
            this.events = events;
        }

        /** One order: what throws rolls all of it back. */
        @JmsListener(destination = "orders")
        public void take(String order) throws SQLException {
            try (Connection connection = database.current()) {
                OrderDatabase.insert(connection, order);
            }
            events.convertAndSend("events", "taken: " + order);
        }
    }
}
