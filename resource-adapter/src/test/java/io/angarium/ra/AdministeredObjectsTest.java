package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import io.angarium.ra.admin.QueueObject;
import io.angarium.ra.admin.TopicObject;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Mode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** Administered objects: Connectors 2.1 section 13.4.2.3. */
class AdministeredObjectsTest extends BrokerBased {

    private static QueueObject queue(String name) {
        QueueObject queue = new QueueObject();
        queue.setName(name);
        return queue;
    }

    @Test
    void messagesGoToThemAndComeFromThem() throws Exception {
        QueueObject queue = queue("q");
        TopicObject replies = new TopicObject();
        replies.setName("replies");
        try (JMSContext context = factory(container(Mode.NONE)).createContext()) {
            context.createProducer().setJMSReplyTo(replies).send(queue, "to an object");
            var message = context.createConsumer(queue).receive(SOON);
            assertThat(message.getBody(String.class)).isEqualTo("to an object");
            assertThat(message.getJMSDestination()).isEqualTo(queue);
            assertThat(queue).isEqualTo(message.getJMSDestination());
            assertThat(message.getJMSReplyTo()).isEqualTo(replies);
        }
    }

    @Test
    void theyAreWhatTheyName() throws Exception {
        assertThat(queue("q"))
                .isEqualTo(new AngariumQueue("q"))
                .hasSameHashCodeAs(new AngariumQueue("q"))
                .isNotEqualTo(new AngariumTopic("q"))
                .isNotEqualTo(queue("other"));
        assertThat(new AngariumQueue("q")).isEqualTo(queue("q")).isNotEqualTo(queue("other"));
        assertThat(queue("q").getQueueName()).isEqualTo("q");
    }

    @Test
    void aDefinitionsDestinationNameIsTheNameWhereNoOtherIsSet() throws Exception {
        QueueObject defined = new QueueObject();
        defined.setDestinationName("defined");
        assertThat(defined.getQueueName()).isEqualTo("defined");
        assertThat(defined).isEqualTo(new AngariumQueue("defined")).hasSameHashCodeAs(new AngariumQueue("defined"));
        defined.setName("name");
        assertThat(defined.getQueueName()).isEqualTo("name");
        defined.setName(null);
        assertThat(defined).hasToString("QueueObject[defined]");
    }

    @Test
    void oneWithoutANameSaysSo() {
        assertThatThrownBy(() -> queue(" ").getQueueName())
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("property name");
        assertThat(queue(null)).isNotEqualTo(new AngariumQueue("q")).isNotEqualTo(queue(null));
    }

    @Test
    void theyTravel() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(queue("q"));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(queue("q"));
        }
    }
}
