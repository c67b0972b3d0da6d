package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.engine.Identity;
import io.angarium.server.testing.Hellos;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RoundsTest {
    private final OutputCollector outputs = new OutputCollector();
    private final FakeForcePoint journal = new FakeForcePoint();
    private final Rounds rounds = new Rounds(new FakeMachine(outputs, journal), outputs, journal);
    private final FakeOutlet outlet = new FakeOutlet();
    private final Inbox inbox = new Inbox();

    @Test
    void aStopAnswersWhatAnotherThreadForcedJustBefore() {
        inbox.add(new Input.Connected(1, outlet, Hellos.anonymous(), new Identity("anonymous", true, "test")));
        inbox.add(new Input.Frames(1, List.of(new ConnectionFrame.Ping(7)), 0));
        rounds.input(inbox, 0, Caller.BROKER);
        journal.tryForce();
        rounds.stop().outlets().forEach(Outlet::flush);
        assertThat(outlet.written())
                .containsExactly(
                        new ConnectionFrame.Pong(7),
                        new ConnectionFrame.Goodbye(ErrorCode.STOPPING, "the broker is stopping"));
    }
}
