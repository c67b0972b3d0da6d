package io.angarium.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.link.LinkException;
import io.angarium.wire.ConsumerFrame.CloseConsumer;
import io.angarium.wire.Frame;
import io.angarium.wire.SessionFrame.CloseSession;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is closed over a link that is gone for good is closed, whoever notices first; Jakarta Messaging 3.1 section 6.1.8 wants no more. */
class ClosingOverADeadLinkTest extends FakeBrokerBased {

    private enum Noticed {
        BEFORE,
        BY_THE_CLOSE,
        WHILE_IT_WAITS
    }

    private enum What {
        CONSUMER,
        PRODUCER,
        BROWSER,
        SESSION,
        TRANSACTED_SESSION,
        CONNECTION
    }

    private Unchecked.Action closing(What what) throws JMSException {
        connection.start();
        Session session = connection.createSession(what == What.TRANSACTED_SESSION, Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue("orders");
        return switch (what) {
            case CONSUMER -> session.createConsumer(queue)::close;
            case PRODUCER -> session.createProducer(queue)::close;
            case BROWSER -> {
                QueueBrowser browser = session.createBrowser(queue);
                Enumeration<?> looking = browser.getEnumeration();
                assertThat(looking).isNotNull();
                yield browser::close;
            }
            case SESSION, TRANSACTED_SESSION -> {
                session.createConsumer(queue);
                session.createProducer(queue).send(session.createMessage());
                yield session::close;
            }
            case CONNECTION -> {
                session.createConsumer(queue);
                yield connection::close;
            }
        };
    }

    private void lose(Noticed noticed) {
        switch (noticed) {
            case BEFORE -> broker.breakOff(new LinkException(null, "gone", null));
            case BY_THE_CLOSE -> broker.vanish();
            case WHILE_IT_WAITS -> broker.script(this::vanishesAtAClose);
        }
    }

    private boolean vanishesAtAClose(Frame frame) {
        boolean closes = frame instanceof CloseConsumer || frame instanceof CloseSession;
        if (closes) {
            broker.vanish();
        }
        return closes;
    }

    @ParameterizedTest
    @EnumSource
    void itReturnsWhateverIsClosed(What what) throws JMSException {
        for (Noticed noticed : Noticed.values()) {
            connect();
            Unchecked.Action close = closing(what);
            lose(noticed);
            assertThatCode(close::run).as("%s, noticed %s", what, noticed).doesNotThrowAnyException();
            assertThatCode(close::run).as("%s once more", what).doesNotThrowAnyException();
        }
    }

    @Test
    void aLossThatACloseHasNoticedIsKnownToTheConnection() throws JMSException {
        Unchecked.Action close = closing(What.CONSUMER);
        lose(Noticed.BY_THE_CLOSE);
        close.run();
        assertThat(((io.angarium.jms.session.AngariumConnection) connection).isBroken())
                .isTrue();
    }
}
