package io.angarium.server.tool.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the book makes of what consumers got; {@code a3!} is number 3 at consumer a with JMSRedelivered. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class StreamTest {

    @ParameterizedTest
    @CsvSource({
        // promise, confirmed, received, missing, again, doubled, out of order
        "ONCE_IN_ORDER, 3, a0 a1 a2, 0, 0, 0, 0",
        "ONCE_IN_ORDER, 3, a0 a1, 1, 0, 0, 0",
        "ONCE_IN_ORDER, 3, a0 a1! a2!, 0, 0, 0, 0",
        "ONCE_IN_ORDER, 3, a0 a1 a1! a2, 0, 1, 1, 0",
        "ONCE_IN_ORDER, 3, a0 a2 a1, 0, 0, 0, 1",
        "ONCE_IN_ORDER, 3, a0 a2 a1!, 0, 0, 0, 1",
        "ONCE, 3, a0 b2 a1, 0, 0, 0, 0",
        "ONCE, 3, a2 a1 a0, 0, 0, 0, 0",
        "ONCE, 3, a0 b1 a2 b0!, 0, 1, 1, 0",
        "MARKED, 3, a0 b1 a2, 0, 0, 0, 0",
        "MARKED, 3, a0 b1 a2 b0!, 0, 1, 0, 0",
        "MARKED, 3, a0 b1 a2 b0, 0, 1, 1, 0",
        "MARKED, 3, a0! b1 a2 b0, 0, 1, 0, 1",
        "MARKED, 3, a0 a2 a1, 0, 0, 0, 1",
        "MARKED, 3, a0 a2 a1!, 0, 0, 0, 0",
        "MARKED, 3, a0 b2 a1, 0, 0, 0, 0",
        "MARKED, 2, a0 a1 a2, 0, 0, 0, 0"
    })
    void promisesAreJudged(
            Promise promise, int confirmed, String received, int missing, int again, int doubled, int outOfOrder) {
        Stream stream = new Stream("s", promise);
        for (int i = 0; i < confirmed; i++) {
            stream.confirmed(stream.next());
        }
        for (String each : received.split(" ")) {
            int number = Integer.parseInt(each.substring(1).replace("!", ""));
            stream.received(each.substring(0, 1), number, each.endsWith("!"));
        }
        Sums sums = stream.sums();
        assertThat(stream.missing()).isEqualTo(missing);
        assertThat(sums.missing()).isEqualTo(missing);
        assertThat(sums.again()).isEqualTo(again);
        assertThat(sums.doubled()).isEqualTo(doubled);
        assertThat(sums.outOfOrder()).isEqualTo(outOfOrder);
        assertThat(sums.confirmed()).isEqualTo(confirmed);
        assertThat(sums.faults()).hasSize(missing + doubled + outOfOrder);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatComesBeforeItsConfirmationIsNotMissing(boolean receivedFirst) {
        Stream stream = new Stream("s", Promise.ONCE);
        if (receivedFirst) {
            stream.received("a", 0, false);
        }
        stream.confirmed(0);
        assertThat(stream.missing()).isEqualTo(receivedFirst ? 0 : 1);
        stream.received("b", 0, true);
        assertThat(stream.missing()).isZero();
    }
}
