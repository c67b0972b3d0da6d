package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The books of messages that recovery has met, where a checkpoint speaks twice of one and where many have gone. */
@Timeout(20)
class RecoveredMessagesTest {
    private static final int MANY = 100_001;

    private final RecoveredMessages messages = new RecoveredMessages();

    private static RecoveredMessage message(long id) {
        @Nullable MessageQueue[] nowhere = {};
        return new RecoveredMessage(id, 0, 0, 0, 10, 4, nowhere, null);
    }

    private RecoveredMessage added(long id) {
        RecoveredMessage message = message(id);
        messages.add(message);
        return message;
    }

    private List<RecoveredMessage> all() {
        List<RecoveredMessage> all = new ArrayList<>();
        messages.byPlace(message -> {});
        messages.drainByOrder(all::add);
        return all;
    }

    @Test
    void theLaterWordCounts() {
        added(5);
        added(9);
        RecoveredMessage later = added(5);
        assertThat(messages.find(5)).isSameAs(later);
    }

    @Test
    void anotherWordTakesThePlaceOfTheFirst() {
        added(5);
        added(9);
        RecoveredMessage other = message(5);
        messages.replace(other);
        assertThat(messages.find(5)).isSameAs(other);
        RecoveredMessage unknown = message(7);
        messages.replace(unknown);
        assertThat(messages.find(7)).isSameAs(unknown);
        assertThat(messages.find(9)).isNotNull();
    }

    @Test
    void whatHasGoneDoesNotComeBackByAnEarlierWordWhenManyHaveGone() {
        for (int i = 1; i < MANY; i++) {
            added(i);
            messages.noteGone();
        }
        added(MANY).pending = true; // so that the earlier word would stay
        added(MANY); // the later word: gone
        messages.noteGone();
        assertThat(messages.find(MANY)).isNull();
        assertThat(all()).isEmpty();
    }

    @Test
    void whatIsInAnOpenTransactionIsFoundHoweverManyHaveGone() {
        RecoveredMessage topic = added(1);
        topic.pending = true;
        for (int i = 2; i <= MANY + 1; i++) {
            added(i);
            messages.noteGone();
        }
        assertThat(messages.find(2)).isNull();
        assertThat(messages.find(1)).isSameAs(topic);
    }
}
