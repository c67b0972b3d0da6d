package io.angarium.examples.frameworks;

import io.angarium.examples.frameworks.spring.SpringListeners;
import io.angarium.examples.frameworks.spring.SpringSender;
import io.angarium.examples.frameworks.spring.SpringSimpleListener;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jms.core.JmsTemplate;

/** Spring JMS over a broker that is killed. */
@Timeout(120)
class SpringIT {
    @TempDir
    private Path folder;

    private final Orders orders = new Orders();

    @Test
    void templateCachingFactoryAndDefaultContainerGoOnByThemselvesAfterAKill() {
        killUnder(SpringListeners.class);
    }

    @Test
    void theSimpleContainerGoesOnAfterAKill() {
        killUnder(SpringSimpleListener.class);
    }

    private void killUnder(Class<?> receiving) {
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            broker.start();
            try (AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext()) {
                spring.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("test", Map.of("broker.url", broker.url())));
                spring.registerBean(OrderHandler.class, () -> orders);
                spring.register(SpringSender.class, receiving);
                spring.refresh();
                JmsTemplate jms = spring.getBean(JmsTemplate.class);
                new KillInTheMiddle(broker, orders).run(order -> jms.convertAndSend("orders", order));
            }
        }
    }
}
