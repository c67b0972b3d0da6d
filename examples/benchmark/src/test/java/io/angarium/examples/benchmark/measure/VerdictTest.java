package io.angarium.examples.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class VerdictTest {
    private static final int RUN = 7;

    private final Tally first = new Tally(RUN, 2);
    private final Tally second = new Tally(RUN, 2);

    @Test
    void whatWasSentOnceAndReceivedOnceIsClean() {
        take(first, 0, 0, 2);
        take(second, 0, 1);
        take(second, 1, 0);

        assertThat(Verdict.competing(new long[] {3, 1}, List.of(first, second)).clean())
                .isTrue();
    }

    @Test
    void aConfirmedMessageThatNobodyReceivedIsLost() {
        take(first, 0, 0, 1);
        take(second, 0, 3);

        assertThat(Verdict.competing(new long[] {4, 2}, List.of(first, second))).isEqualTo(new Verdict(3, 0, 0, 0));
    }

    @Test
    void aMessageReceivedAgainByTheSameConsumerIsDoubled() {
        take(first, 0, 0, 1, 1, 2, 0);

        assertThat(Verdict.competing(new long[] {3, 0}, List.of(first, second))).isEqualTo(new Verdict(0, 2, 0, 0));
    }

    @Test
    void aMessageReceivedByTwoCompetingConsumersIsDoubled() {
        take(first, 0, 0, 1);
        take(second, 0, 1, 2);

        assertThat(Verdict.competing(new long[] {3, 0}, List.of(first, second))).isEqualTo(new Verdict(0, 1, 0, 0));
    }

    @Test
    void aMessageAfterALaterOneOfItsProducerIsOutOfOrder() {
        take(first, 0, 0, 2, 1, 3);
        take(first, 1, 0);

        assertThat(Verdict.competing(new long[] {4, 1}, List.of(first, second))).isEqualTo(new Verdict(0, 0, 1, 0));
    }

    @Test
    void messagesOfAnotherRunAnotherProducerOrNeverSentAreForeign() {
        take(first, 0, 0, 1, 2);
        first.take(new Stamp(RUN - 1, 0, 3, 0));
        first.take(new Stamp(RUN, 2, 0, 0));

        assertThat(Verdict.competing(new long[] {2, 0}, List.of(first, second))).isEqualTo(new Verdict(0, 0, 0, 3));
    }

    @Test
    void eachSubscriberHasToGetEverything() {
        take(first, 0, 0, 1, 2);
        take(second, 0, 0, 2);

        assertThat(Verdict.each(new long[] {3, 0}, List.of(first, second))).isEqualTo(new Verdict(1, 0, 0, 0));
    }

    @Test
    void theCountIsThatOfTheMessagesOfTheRun() {
        take(first, 0, 0, 1);
        first.take(new Stamp(RUN + 1, 0, 2, 0));

        assertThat(first.count()).isEqualTo(2);
    }

    private static void take(Tally tally, int producer, long... sequences) {
        for (long sequence : sequences) {
            tally.take(new Stamp(RUN, producer, sequence, 0));
        }
    }
}
