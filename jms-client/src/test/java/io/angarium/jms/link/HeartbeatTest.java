package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class HeartbeatTest {

    @ParameterizedTest
    @CsvSource({
        "1000,0,0,false",
        "1000,0,499,false",
        "1000,0,500,true",
        "1000,400,899,false",
        "1000,400,900,true",
        "0,0,99999,false"
    })
    void aPingIsDueAfterHalfOfTheInterval(int promised, int lastWrite, int now, boolean due) {
        assertThat(new Heartbeat(promised, 0).pingDue(nanos(now), nanos(lastWrite)))
                .isEqualTo(due);
    }

    @Test
    void theOtherSideIsDeadAfterTwoIntervalsAndASecondLook() {
        Heartbeat heartbeat = new Heartbeat(0, 1000);
        assertThat(heartbeat.dead(nanos(1999), 0)).isFalse();
        assertThat(heartbeat.dead(nanos(2000), 0)).isFalse();
        assertThat(heartbeat.dead(nanos(2249), 0)).isFalse();
        assertThat(heartbeat.dead(nanos(2250), 0)).isTrue();
    }

    @Test
    void aProcessThatWasFrozenReadsBeforeItJudges() {
        Heartbeat heartbeat = new Heartbeat(0, 1000);
        assertThat(heartbeat.dead(nanos(60_000), nanos(100))).isFalse();
        assertThat(heartbeat.dead(nanos(60_300), nanos(60_001))).isFalse();
        assertThat(heartbeat.dead(nanos(62_100), nanos(60_001)))
                .as("a new suspicion")
                .isFalse();
        assertThat(heartbeat.dead(nanos(62_400), nanos(60_001))).isTrue();
    }

    @Test
    void withoutAPromiseNobodyIsDead() {
        assertThat(new Heartbeat(1000, 0).dead(Long.MAX_VALUE / 2, 0)).isFalse();
    }

    @Test
    void itIsLookedAtOftenEnough() {
        assertThat(new Heartbeat(800, 0).pause()).isEqualTo(nanos(100));
        assertThat(new Heartbeat(8000, 400).pause()).isEqualTo(nanos(100));
        assertThat(new Heartbeat(0, 0).pause()).isEqualTo(Long.MAX_VALUE);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
