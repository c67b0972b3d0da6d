package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ReplyFrame;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutflowTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long partsWritten;
    private final Outflow outflow = new Outflow(channel, 1_000_000, parts -> partsWritten += parts);

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void peerStopsReading() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void aPeerThatDoesNotReadItsGoodbyeIsClosedAllTheSame() {
        peerStopsReading();
        outflow.offer(List.of(new ConnectionFrame.Ping(1)), false);
        outflow.end(ErrorCode.STOPPING, "the broker is stopping");
        pass(4_999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void partsOfBodiesThatThePeerTakesAreTold() {
        ByteBuffer part = ByteBuffer.allocate(100_000);
        peerStopsReading();
        outflow.offer(List.of(new ReplyFrame.Part(1, part), new ReplyFrame.Part(2, part.duplicate())), false);
        outflow.write();
        assertThat(partsWritten).isZero();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        outflow.write();
        assertThat(partsWritten).isEqualTo(200_000);
        outflow.write();
        assertThat(partsWritten).isEqualTo(200_000);
    }

    @Test
    void aPeerThatReadsHasASecondToCloseByItself() {
        outflow.end(ErrorCode.STOPPING, "the broker is stopping");
        assertThat(channel.outboundMessages()).hasSize(1);
        pass(999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }
}
