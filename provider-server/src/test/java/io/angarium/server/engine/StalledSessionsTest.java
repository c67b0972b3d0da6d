package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which of the sessions that wait for room are tried, and how often. */
@Timeout(10)
class StalledSessionsTest {
    private static final long PATIENCE = 1000;

    private final Stalls stalls = new Stalls();
    private final BrokerClock clock = new BrokerClock();
    private final ConnectionState connection = new ConnectionState(
            1,
            new ConnectionFrame.Hello(1, 1, 0, new UUID(1, 1), null, null, null, "test", 0),
            new Identity("anonymous", true, "here"));
    private final MessageQueue orders = Refs.queue("orders");
    private final MessageQueue events = Refs.queue("events");
    private final Set<MessageQueue> full = new HashSet<>(List.of(orders, events));
    private final List<Integer> tried = new ArrayList<>();
    private final StalledSessions stalled = new StalledSessions(stalls, clock, this::handle);

    /** A commit stands for any frame that waits: its number is the session's, which says where it is for. */
    private Admission.Wait handle(ConnectionState on, Frame frame, long since) {
        int session = ((TransactionFrame.Commit) frame).session();
        tried.add(session);
        MessageQueue queue = session % 2 == 0 ? orders : events;
        boolean waits = full.contains(queue) && since + PATIENCE > clock.now();
        return waits ? new Admission.Wait(queue, PATIENCE, "full") : null;
    }

    private SessionState wait(int number) {
        SendWindow window = new SendWindow(new SendWindow.Key(connection.incarnation(), number));
        SessionState session = new SessionState(number, connection, window, null);
        connection.sessions().put(number, session);
        MessageQueue queue = number % 2 == 0 ? orders : events;
        stalls.begin(session, frame(number), clock.now(), new Admission.Wait(queue, PATIENCE, "full"));
        return session;
    }

    private static Frame frame(int session) {
        return new TransactionFrame.Commit(1, session, 1);
    }

    @Test
    void oneOfAThousandSessionsThatWaitForTheSameFullQueueIsTriedInARound() {
        for (int i = 0; i < 1000; i++) {
            wait(2 * i);
        }
        stalled.goOn();
        assertThat(tried).containsExactly(0);
        assertThat(stalls.more()).isFalse();
    }

    @Test
    void thoseThatWaitForAnotherQueueGoOn() {
        wait(0);
        wait(2);
        wait(1);
        wait(3);
        full.remove(events);
        stalled.goOn();
        assertThat(tried).containsExactlyInAnyOrder(0, 1, 3, 0);
        assertThat(stalls.inTurn()).extracting(SessionState::id).containsExactly(0, 2);
    }

    @Test
    void allGoOnWhenThereIsRoomAgain() {
        for (int i = 0; i < 10; i++) {
            wait(2 * i);
        }
        full.clear();
        stalled.goOn();
        assertThat(tried).hasSize(10);
        assertThat(stalls.isEmpty()).isTrue();
    }

    @Test
    void whoHasWaitedLongEnoughIsToldSoThoughOthersAreInFront() {
        wait(0);
        clock.advance(1);
        wait(2);
        stalled.goOn();
        tried.clear();
        clock.advance(PATIENCE + 1);
        stalled.goOn();
        assertThat(tried).containsExactly(0, 2);
        assertThat(stalls.isEmpty()).isTrue();
    }

    @Test
    void aFrameBehindAWaitingSendIsKeptInItsPlace() {
        SessionState session = wait(0);
        assertThat(stalled.defer(connection, frame(0))).isTrue();
        assertThat(stalled.defer(connection, frame(4)))
                .as("of a session that is not there")
                .isFalse();
        full.clear();
        stalled.goOn();
        assertThat(tried).containsExactly(0, 0);
        assertThat(session.stall()).isNull();
        assertThat(stalled.defer(connection, frame(0))).isFalse();
    }
}
