package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutputCollectorTest {
    private final OutputCollector outputs = new OutputCollector();
    private final FullOutlet full = new FullOutlet();
    private final FakeOutlet other = new FakeOutlet();

    /** One without room. */
    private static final class FullOutlet implements Outlet {
        private int offers;

        @Override
        public void offer(List<Frame> frames, boolean last) {
            offers++;
        }

        @Override
        public boolean hasRoom(int bytes) {
            return false;
        }

        @Override
        public void flush() {}
    }

    @Test
    void whoeverWasRefusedIsFlushedThoughNothingIsOfferedToIt() {
        outputs.register(1, full);
        outputs.register(2, other);
        outputs.send(2, new ConnectionFrame.Ping(1));
        assertThat(outputs.hasRoom(1, 10)).isFalse();
        assertThat(outputs.handOver()).containsExactly(other, full);
        assertThat(full.offers).isZero();
        assertThat(outputs.handOver()).isEmpty();
    }

    @Test
    void whatOneIsToldBesideARefusalIsOfferedOnce() {
        outputs.register(1, full);
        outputs.hasRoom(1, 10);
        outputs.send(1, new ConnectionFrame.Ping(1));
        assertThat(outputs.handOver()).contains(full);
        assertThat(full.offers).isEqualTo(1);
    }

    @Test
    void thereIsRoomForWhatIsSentToNobody() {
        outputs.register(1, full);
        assertThat(outputs.hasRoom(2, 10)).isTrue();
        outputs.forget(1);
        assertThat(outputs.hasRoom(1, 10)).isTrue();
        assertThat(outputs.handOver()).isEmpty();
    }
}
