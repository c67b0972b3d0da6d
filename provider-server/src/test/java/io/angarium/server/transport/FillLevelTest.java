package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The steps of the engine's holder and of the loop, in the orders that two threads could bring about. */
@Timeout(20)
class FillLevelTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private Conversation first;
    private Conversation second;
    private final FillLevel level = new FillLevel(1_000);

    @BeforeEach
    void begin() {
        Outflow out = new Outflow(channel, 1_000_000, 0, new RecordedOutflow());
        first = new Conversation(0, 100, out);
        second = new Conversation(1, 101, out);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void waits(long bytes) {
        assertThat(level.admits(bytes)).isTrue();
        level.offered(bytes, bytes);
    }

    @Test
    void allTogetherExceedItByOneDeliveryAtMost() {
        waits(400);
        assertThat(level.admits(599)).isTrue();
        assertThat(level.admits(5_000)).isTrue();
        assertThat(level.admits(1)).isFalse();
        level.offered(599, 599);
        level.offered(5_000, 5_000);
        assertThat(level.admits(1)).isFalse();
        assertThat(level.waiting()).isEqualTo(5_999);
    }

    @Test
    void answersCountAsWell() {
        level.offered(1_000, 0);
        assertThat(level.admits(1)).isFalse();
        level.left(1);
        assertThat(level.admits(1)).isTrue();
    }

    @Test
    void nobodyIsToldBeforeHalfOfItHasLeftAndThenEachOnce() {
        waits(1_000);
        level.refuse(first);
        level.refuse(second);
        level.left(499);
        assertThat(level.nextToTell()).isNull();
        level.left(1);
        assertThat(level.nextToTell()).isSameAs(first);
        assertThat(level.nextToTell()).isSameAs(second);
        assertThat(level.nextToTell()).isNull();
        assertThat(level.hasRefused()).isFalse();
    }

    @Test
    void whoIsRefusedIsToldAlsoWhereAllHasLeftAndTheLoopHasLookedBeforeThatWasNoted() {
        waits(1_000);
        assertThat(level.admits(1)).isFalse(); // the engine's holder
        level.left(1_000); // the loop, which looks for the last time
        assertThat(level.nextToTell()).isNull();
        level.refuse(first); // the engine's holder again, who has the loop look after that
        assertThat(level.hasRefused()).isTrue();
        assertThat(level.nextToTell()).isSameAs(first);
    }

    @Test
    void whoIsRefusedWhileOthersAreToldIsTold() {
        waits(1_000);
        level.refuse(first);
        level.left(500);
        assertThat(level.nextToTell()).isSameAs(first);
        waits(500); // for whoever was told
        assertThat(level.nextToTell()).isNull();
        level.refuse(second);
        assertThat(level.nextToTell()).isNull(); // much waits again
        level.left(1_000);
        assertThat(level.nextToTell()).isSameAs(second);
    }

    @Test
    void whoGotNothingSinceHeWasToldIsToldBeforeWhoTookAllTheRoom() {
        first.served();
        waits(1_000);
        level.refuse(first);
        level.refuse(second);
        level.left(500);
        assertThat(level.nextToTell()).isSameAs(second);
        assertThat(level.nextToTell()).isSameAs(first);
        second.served();
        waits(500);
        level.refuse(second);
        level.refuse(first);
        level.left(500);
        assertThat(level.nextToTell()).isSameAs(first);
        assertThat(level.nextToTell()).isSameAs(second);
        assertThat(level.hasRefused()).isFalse();
    }

    @Test
    void aDeliveryThatIsLargerThanAllThatMayWaitCountsForNobodyWhoDoesNotRead() {
        waits(400);
        waits(5_000);
        assertThat(level.exceeds(400)).isFalse();
        level.offered(1, 0);
        assertThat(level.exceeds(400)).isTrue();
    }

    @Test
    void whoIsRefusedAgainAfterHeWasToldIsToldAgain() {
        waits(1_000);
        level.refuse(first);
        level.left(500);
        assertThat(level.nextToTell()).isSameAs(first);
        waits(500);
        level.refuse(first);
        level.left(500);
        assertThat(level.nextToTell()).isSameAs(first);
        assertThat(level.nextToTell()).isNull();
    }
}
