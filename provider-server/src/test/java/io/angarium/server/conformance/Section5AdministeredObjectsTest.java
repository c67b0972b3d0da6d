package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.testing.Proves;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Referenceable;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.Test;

/** Chapter 5 and section 2.14: factories and destinations as administered objects that several threads share. */
class Section5AdministeredObjectsTest extends WithBroker {

    private static Object serialised(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static Object referenced(Object object) throws Exception {
        return NamingManager.getObjectInstance(((Referenceable) object).getReference(), null, null, null);
    }

    @Test
    @Proves("5.1-a")
    void theyComeBackFromAReferenceAndFromBytesAndWork() throws Exception {
        AngariumConnectionFactory factory = factory("clientId=client");
        Session session = connection().createSession();
        Queue queue = session.createQueue("orders");
        Topic topic = session.createTopic("news");
        for (Object back : List.of(referenced(queue), serialised(queue))) {
            assertThat(back).isEqualTo(queue).hasSameHashCodeAs(queue);
        }
        for (Object back : List.of(referenced(topic), serialised(topic))) {
            assertThat(back).isEqualTo(topic).hasSameHashCodeAs(topic);
        }
        for (Object back : List.of(referenced(factory), serialised(factory))) {
            try (Connection connection = ((AngariumConnectionFactory) back).createConnection()) {
                connection.start();
                assertThat(connection.getClientID()).isEqualTo("client");
                Session using = connection.createSession();
                using.createProducer(queue).send(using.createTextMessage("text"));
                Queue again = (Queue) referenced(queue);
                assertThat(receive(using.createConsumer(again))).isEqualTo("text");
            }
        }
    }

    @Test
    @Proves({"2.14-a", "5.2-a"})
    void factoriesConnectionsAndDestinationsAreSharedByThreads() throws JMSException {
        AngariumConnectionFactory factory = factory();
        Connection shared = started();
        Queue queue = shared.createSession().createQueue("orders");
        List<Threads.Call<Integer>> calls = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            calls.add(Threads.call(() -> {
                for (int i = 0; i < 10; i++) {
                    try (Connection own = factory.createConnection();
                            JMSContext context = factory.createContext();
                            Session session = shared.createSession();
                            Session ofOwn = own.createSession()) {
                        session.createProducer(queue).send(session.createTextMessage("x"));
                        ofOwn.createProducer(queue).send(ofOwn.createTextMessage("x"));
                        context.createProducer().send(queue, "x");
                    }
                }
                return 30;
            }));
        }
        int sent = 0;
        for (Threads.Call<Integer> call : calls) {
            sent += call.result();
        }
        int seen = 0;
        var consumer = shared.createSession().createConsumer(queue);
        while (consumer.receiveNoWait() != null) {
            seen++;
        }
        assertThat(seen).isEqualTo(sent).isEqualTo(120);
    }
}
