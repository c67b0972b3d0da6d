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
    private final FakeMachine machine = new FakeMachine(outputs, journal);
    private final Rounds rounds = new Rounds(machine, outputs, journal);
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

    private void ping(int times) {
        for (int i = 0; i < times; i++) {
            inbox.add(new Input.Frames(1, List.of(new ConnectionFrame.Ping(-1)), 0));
        }
    }

    private long heardUpToAt(long millis) {
        rounds.input(inbox, millis, Caller.BROKER);
        return machine.heardUpTo;
    }

    @Test
    void theEngineHearsUpToWhenAllIsHeardThatHasCome() {
        journal.congestion(1);
        assertThat(heardUpToAt(100)).isEqualTo(100);
        ping(2);
        assertThat(heardUpToAt(200)).isEqualTo(100); // the second stays behind the first
        assertThat(heardUpToAt(300)).isEqualTo(100);
        journal.tryForce();
        ping(2);
        assertThat(heardUpToAt(400)).isEqualTo(100);
        journal.tryForce();
        assertThat(heardUpToAt(500)).isEqualTo(200); // what came with the two, and not what came later
        journal.tryForce();
        assertThat(heardUpToAt(600)).isEqualTo(200);
        journal.tryForce();
        assertThat(heardUpToAt(700)).isEqualTo(700);
        assertThat(machine.applied).isEqualTo(4);
    }

    @Test
    void aRoundEndsBehindAListSoThatRepliesLeaveBeforeTheNext() {
        Fetchings.lists(3).forEach(inbox::add);
        ping(1);
        rounds.input(inbox, 1, Caller.BROKER);
        assertThat(machine.fetched).isEqualTo(1);
        rounds.input(inbox, 2, Caller.BROKER);
        assertThat(machine.fetched).isEqualTo(2);
        rounds.input(inbox, 3, Caller.BROKER);
        rounds.input(inbox, 4, Caller.BROKER);
        assertThat(machine.fetched).isEqualTo(3);
        assertThat(machine.applied).isEqualTo(4);
        assertThat(rounds.listsTaken()).isEqualTo(3);
    }

    @Test
    void howeverMuchComesTheEngineHearsOn() {
        long heard = 0;
        for (int round = 1; round <= 20; round++) {
            ping(1_500); // half as much again as a round takes, and then the same
            heard = heardUpToAt(round);
        }
        assertThat(heard).isBetween(1L, 19L);
        assertThat(inbox.isEmpty()).isFalse();
    }
}
