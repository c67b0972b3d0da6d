package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ExistingQueueTest {
    private final List<String> opened = new ArrayList<>();

    private static <T> T made(Class<T> type, String name) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getName().equals("createQueue") ? made(Queue.class, (String) arguments[0]) : name));
    }

    /** A broker that refuses what stands behind a name. */
    private String open(String name, String refusal) throws JMSException {
        return ExistingQueue.open(made(Session.class, ""), name, queue -> {
            opened.add(queue.getQueueName());
            if (queue.getQueueName().contains("create")) {
                throw new InvalidDestinationException("queue '" + queue.getQueueName() + "'" + refusal);
            }
            return queue.getQueueName();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ": behind the name of a destination a consumer may say consumer.priority=N, with N from -127 to 127, and"
                        + " nothing else",
                ": behind the name of a destination a consumer may say ?consumer.priority=N, with N from -127 to 127,"
                        + " consumer.lease=MILLISECONDS, up to 2592000000, and consumer.groups=serial, with & between, and"
                        + " nothing else"
            })
    void anOlderBrokerThatDoesNotKnowTheOptionIsAskedWithoutIt(String refusal) throws JMSException {
        assertThat(open("orders", refusal)).isEqualTo("orders");
        assertThat(open("orders?consumer.priority=5", refusal)).isEqualTo("orders?consumer.priority=5");
        assertThat(opened)
                .containsExactly(
                        "orders?consumer.create=no",
                        "orders",
                        "orders?consumer.priority=5&consumer.create=no",
                        "orders?consumer.priority=5");
    }

    @Test
    void aQueueThatIsNotThereIsRefused() {
        assertThatExceptionOfType(InvalidDestinationException.class)
                .isThrownBy(() -> open("orders", " does not exist"))
                .withMessageContaining("does not exist");
        assertThat(opened).hasSize(1);
    }

    @Test
    void anotherOptionThatMakesNoSenseIsRefused() {
        assertThatExceptionOfType(InvalidDestinationException.class)
                .isThrownBy(() -> open(
                        "orders?consumer.nonsense=1",
                        ": behind the name of a destination a consumer may say ?consumer.priority=N, and"
                                + " consumer.create=no, with & between, and nothing else"));
        assertThat(opened).hasSize(1);
    }
}
