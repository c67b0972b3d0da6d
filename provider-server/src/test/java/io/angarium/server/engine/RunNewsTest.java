package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class RunNewsTest {
    private static final int MANY = 2_000_000;

    private final MessageQueue queue = queue(7);
    private final MessageQueue other = queue(8);
    private final RunNews news = new RunNews();

    private static MessageQueue queue(int id) {
        return new MessageQueue(
                id,
                Destination.queue("q" + id),
                null,
                new MessageOrder(1),
                DestinationPolicy.standard(10, "DLQ"),
                new Totals());
    }

    private RecoveredMessage message(long id) {
        @Nullable MessageQueue[] queues = {queue};
        return new RecoveredMessage(id, 1, 0, 5, 100, 4, queues, null);
    }

    private RecoveredMessage applied(long id) {
        RecoveredMessage message = message(id);
        news.applyTo(message);
        return message;
    }

    @ParameterizedTest
    @CsvSource({
        "7, 1, 9, false",
        "7, 1, 10, true",
        "7, 11, 19, false",
        "7, 15, 50, true",
        "7, 31, 39, false",
        "8, 1, 99, true",
        "9, 1, 99, true",
        "9, 1, 39, false"
    })
    void itSpeaksOfWhatHasLeftOrWasCountedInAQueueAndOfWhatHasMovedAnywhere(
            int queueId, long least, long greatest, boolean speaks) {
        news.left(queue, 30);
        news.left(queue, 10);
        news.counted(queue, 20, 2);
        news.sought(8, 25);
        news.moved(99, 4711);
        news.moved(40, 4711);
        news.complete();
        assertThat(news.speaksOf(queueId, least, greatest)).isEqualTo(speaks);
    }

    @Test
    void whatHasLeftIsGoneAndTheOthersStayWhereTheyAreNow() {
        news.left(queue, 10);
        news.counted(queue, 20, 2);
        news.moved(20, 4711);
        news.left(other, 30);
        news.complete();
        assertThat(applied(10).gone()).isTrue();
        assertThat(applied(30).gone()).isFalse();
        RecoveredMessage counted = applied(20);
        assertThat(counted.attempts(0)).isEqualTo(2);
        assertThat(counted.place).isEqualTo(4711);
    }

    @Test
    void whatASubscriptionWasGivenIsThereUntilItHasLeftThatToo() {
        for (long id = 1; id <= 3; id++) {
            news.joined(other, queue, id);
        }
        news.left(queue, 2);
        news.left(queue, 3);
        news.left(other, 3);
        news.complete();
        assertThat(news.speaksOf(queue.id(), 1, 1)).isTrue();
        assertThat(applied(1).places()).isEqualTo(2);
        RecoveredMessage given = applied(2);
        assertThat(given.gone()).isFalse();
        assertThat(given.queue(0)).isNull();
        assertThat(given.queue(1)).isSameAs(other);
        assertThat(applied(3).gone()).isTrue();
    }

    @Test
    void millionsThatHaveLeftAreFoundInAMoment() {
        for (long id = MANY; id > 0; id--) {
            news.left(queue, 2 * id);
        }
        news.complete();
        int gone = 0;
        for (long id = 1; id <= MANY; id++) {
            gone += applied(id).gone() ? 1 : 0;
        }
        assertThat(gone).isEqualTo(MANY / 2);
    }
}
