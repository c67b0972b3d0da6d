package io.angarium.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.outbox.Inbox;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that knows again what it has handled. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InboxTest {
    private final Inbox inbox = new Inbox("billing");
    private Shop shop;
    private JMSContext context;

    @BeforeEach
    void start() throws SQLException {
        shop = new Shop("memory:inbox", true);
        context = new AngariumConnectionFactory("vm://inbox").createContext();
    }

    @AfterEach
    void stop() throws SQLException {
        context.close();
        shop.close();
    }

    private Message sent() {
        Message message = context.createTextMessage("order");
        context.createProducer().send(context.createQueue("q"), message);
        return message;
    }

    private boolean accepted(Inbox by, Message message, boolean commits) throws Exception {
        try (Connection transaction = shop.begin()) {
            boolean accepted = by.accept(transaction, message);
            if (commits) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            return accepted;
        }
    }

    @Test
    void aMessageIsAcceptedOnceByEachReceiver() throws Exception {
        Message message = sent();
        assertThat(accepted(inbox, message, true)).isTrue();
        assertThat(accepted(inbox, message, true)).isFalse();
        assertThat(accepted(new Inbox("billing"), message, true))
                .as("after a restart")
                .isFalse();
        assertThat(accepted(new Inbox("shipping"), message, true)).isTrue();
        assertThat(accepted(inbox, sent(), true)).isTrue();
    }

    @Test
    void whatRolledBackIsAcceptedAgain() throws Exception {
        Message message = sent();
        assertThat(accepted(inbox, message, false)).isTrue();
        assertThat(accepted(inbox, message, true)).isTrue();
    }

    @Test
    void withoutATransactionOrAnIdNothingIsAccepted() throws Exception {
        Message message = sent();
        try (Connection alone = shop.source().getConnection()) {
            assertThatThrownBy(() -> inbox.accept(alone, message)).hasMessageContaining("auto-commit");
        }
        Message nameless = context.createMessage();
        try (Connection transaction = shop.begin()) {
            assertThatThrownBy(() -> inbox.accept(transaction, nameless)).hasMessageContaining("JMSMessageID null");
            transaction.rollback();
        }
    }

    @Test
    void itForgetsWhatIsOld() throws Exception {
        accepted(inbox, sent(), true);
        try (Connection transaction = shop.begin()) {
            assertThat(inbox.forget(transaction, Duration.ofHours(1))).isZero();
            assertThat(inbox.forget(transaction, Duration.ofMillis(-1000))).isEqualTo(1);
            transaction.commit();
        }
    }
}
