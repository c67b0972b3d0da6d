package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Browsing: section 4.1.3. */
class BrowserTest extends BrokerBased {

    private static List<String> all(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements(); ) {
            texts.add(text((Message) messages.nextElement()));
        }
        return texts;
    }

    @Test
    @Proves({"4.1.6-a", "4.1.6-b", "QueueBrowser-a"})
    void aBrowserSeesEverythingAndTakesNothing() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        MessageProducer producer = session.createProducer(queue);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            expected.add("message " + i);
            Message message = session.createTextMessage("message " + i);
            message.setIntProperty("number", i);
            producer.send(message);
        }
        QueueBrowser browser = session.createBrowser(queue);
        assertThat(all(browser)).isEqualTo(expected);
        assertThat(all(browser)).isEqualTo(expected);
        assertThat(all(session.createBrowser(queue, "number = 5"))).containsExactly("message 5");
        assertThat(receive(session.createConsumer(queue))).isEqualTo("message 0");
        browser.close();
        assertThatThrownBy(browser::getEnumeration).isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void anEmptyQueueHasNothingToEnumerate() throws JMSException {
        Session session = started().createSession();
        QueueBrowser browser = session.createBrowser(session.createQueue("empty"));
        Enumeration<?> messages = browser.getEnumeration();
        assertThat(messages.hasMoreElements()).isFalse();
        assertThatThrownBy(messages::nextElement).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Proves({"Session-c", "10.3-d"})
    void wrongSelectorsAndDestinationsAreRefusedWhenTheBrowserIsCreated() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("orders");
        assertThatThrownBy(() -> session.createBrowser(queue, "number =")).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createConsumer(queue, "number ="))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
    }
}
