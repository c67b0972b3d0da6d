package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handshake, client identifiers, temporary destinations, protocol errors, the stop. */
@Timeout(20)
class ConnectionTest {
    private static final Destination TEMPORARY = new Destination(Destination.Kind.TEMPORARY_QUEUE, "temporary-1-1");
    private static final Destination TEMPORARY_TOPIC =
            new Destination(Destination.Kind.TEMPORARY_TOPIC, "temporary-1-2");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();

    @Test
    void aHelloIsWelcomedWithTheFeaturesOfBoth() {
        assertThat(client.received().get(0))
                .isEqualTo(new ConnectionFrame.Welcome(1, Features.SUPPORTED, new UUID(7, 7), "test", 1, 1 << 20, 0));
        assertThat(harness.connectPlain().received().get(0))
                .isEqualTo(new ConnectionFrame.Welcome(1, 0, new UUID(7, 7), "test", 2, 1 << 20, 0));
    }

    @Test
    void theIdentityOfTheDataSurvivesARestart() {
        harness.with(new EngineSettings(
                new UUID(8, 8),
                "test",
                1 << 20,
                Policies.of(DestinationPolicy.standard(10, "DLQ")),
                Configuration.FIXED,
                true,
                0,
                1 << 20));
        ConnectionFrame.Welcome welcome =
                harness.connect().take(ConnectionFrame.Welcome.class).get(0);
        assertThat(welcome.broker()).isEqualTo(new UUID(7, 7));
    }

    @Test
    void aClientOfAnotherVersionIsTurnedAway() {
        harness.engine()
                .connected(
                        client.id() + 1,
                        new ConnectionFrame.Hello(2, 3, 0, new UUID(1, 1), null, null, null, "test", 0),
                        new Identity("anonymous", true, "here"));
        harness.engine().frame(client.id() + 1, new ConnectionFrame.Ping(1));
    }

    @Test
    void aPingIsAnswered() {
        client.frame(new ConnectionFrame.Ping(77));
        assertThat(client.take(ConnectionFrame.Pong.class)).containsExactly(new ConnectionFrame.Pong(77));
        client.frame(new ConnectionFrame.Pong(5));
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aGoodbyeIsAnsweredWithTheClose() {
        client.frame(new ConnectionFrame.Goodbye(null, ""));
        assertThat(client.isClosed()).isTrue();
        assertThat(client.closeCode()).isNull();
        harness.engine().disconnected(client.id());
    }

    @Test
    void aClientIdentifierBelongsToOneConnectionAtATime() {
        TestClient me = harness.connect("me");
        TestClient again = harness.connect("me");
        assertThat(again.closeCode()).isEqualTo(ErrorCode.INVALID_CLIENT_ID);
        client.frame(new ConnectionFrame.SetClientId(client.correlation(), "me"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_CLIENT_ID);
        me.vanish();
        client.frame(new ConnectionFrame.SetClientId(client.correlation(), "me"));
        assertThat(client.lastOk()).isTrue();
        client.frame(new ConnectionFrame.SetClientId(client.correlation(), "other"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(harness.connect(" ").closeCode()).isEqualTo(ErrorCode.INVALID_CLIENT_ID);
    }

    @Test
    void onlyItsConnectionConsumesFromATemporaryDestinationAndOthersSendToIt() {
        client.temporary(TEMPORARY);
        assertThat(client.lastOk()).isTrue();
        client.temporary(TEMPORARY);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.EXISTS);
        int consumer = client.open(session, Kind.QUEUE, TEMPORARY, null);
        client.credit(consumer, 10);

        TestClient other = harness.connect();
        int otherSession = other.session();
        other.open(otherSession, Kind.QUEUE, TEMPORARY, null);
        assertThat(other.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        other.deleteTemporary(TEMPORARY);
        assertThat(other.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        int producer = other.producer(otherSession, TEMPORARY);
        other.send(producer, "reply");
        harness.round();
        assertThat(client.texts()).containsExactly("reply");
        assertThat(other.confirmed(otherSession)).isEqualTo(1);

        client.deleteTemporary(TEMPORARY);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(consumer, 0);
        client.deleteTemporary(TEMPORARY);
        assertThat(client.lastOk()).isTrue();
        other.send(producer, "too late");
        List<ProducerFrame.SendRefused> refused = other.take(ProducerFrame.SendRefused.class);
        assertThat(refused).extracting(ProducerFrame.SendRefused::code).containsExactly(ErrorCode.INVALID_DESTINATION);
    }

    @Test
    void temporaryDestinationsEndWithTheirConnectionAndLeaveNothingInTheJournal() {
        int before = harness.effects().size();
        client.temporary(TEMPORARY);
        client.temporary(TEMPORARY_TOPIC);
        client.subscribeTo(session, TEMPORARY_TOPIC);
        client.send(client.producer(session, TEMPORARY), "x");
        client.send(client.producer(session, TEMPORARY_TOPIC), "y");
        harness.settle();
        assertThat(client.texts()).containsExactly("y");
        client.vanish();
        harness.settle();
        assertThat(harness.effects()).hasSize(before);
        TestClient next = harness.connect();
        next.producer(next.session(), TEMPORARY);
        assertThat(next.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
    }

    @Test
    void aTemporaryQueueCannotStandInForAnotherOrTheDeadLetterQueue() {
        client.producer(session, Destination.queue("q"));
        client.temporary(new Destination(Destination.Kind.TEMPORARY_QUEUE, "q"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.EXISTS);
        client.temporary(new Destination(Destination.Kind.TEMPORARY_QUEUE, "DLQ"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.temporary(Destination.queue("plain"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.EXISTS);
    }

    @Test
    void destinationsAreNotCreatedWhereThatIsSwitchedOff() {
        harness.withoutCreation();
        TestClient next = harness.connect();
        int nextSession = next.session();
        next.producer(nextSession, Destination.queue("q"));
        assertThat(next.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        next.manage("queue.create", java.util.Map.of("name", "q"));
        next.producer(nextSession, Destination.queue("q"));
        assertThat(next.lastOk()).isTrue();
        next.producer(nextSession, Destination.queue("DLQ"));
        assertThat(next.lastOk()).isTrue();
    }

    static List<Frame> framesThatNoClientSends() {
        return List.of(
                new ConnectionFrame.Hello(1, 1, 0, new UUID(1, 1), null, null, null, "test", 0),
                new ConnectionFrame.Welcome(1, 0, new UUID(1, 1), "x", 1, 1, 0),
                new ReplyFrame.Ok(1),
                new ProducerFrame.Confirmed(1, 1),
                new ProducerFrame.ProducerCredit(1, 1, 1),
                new ConsumerFrame.BrowseEnd(1),
                new ConsumerFrame.Deliver(1, 1, 1, 1, 0, 0, 0, Messages.text("x")),
                new ConsumerFrame.ConsumerClosed(1, ErrorCode.IN_USE, ""),
                new ProducerFrame.Send(99, 1, 0, 0, 0, Messages.text("unknown producer")),
                new SessionFrame.OpenSession(1));
    }

    @ParameterizedTest
    @MethodSource("framesThatNoClientSends")
    void protocolErrorsCloseTheConnectionAndNoOther(Frame frame) {
        TestClient other = harness.connect();
        client.frame(frame);
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
        assertThat(client.closeReason()).isNotBlank();
        client.frame(new ConnectionFrame.Ping(1));
        other.frame(new ConnectionFrame.Ping(1));
        assertThat(other.take(ConnectionFrame.Pong.class)).hasSize(1);
    }

    @Test
    void requestsThatNameWhatIsNotThereAreRefusedAndOthersPassedOver() {
        client.closeConsumer(77, 0);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.NOT_FOUND);
        client.recover(77);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.NOT_FOUND);
        client.closeSession(77);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.NOT_FOUND);
        client.commit(77, 1);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.NOT_FOUND);
        client.drain(77);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.ILLEGAL_STATE);
        client.credit(77, 1);
        client.handed(77, 1);
        client.accept(session, 77, 1, Long.MAX_VALUE);
        client.frame(new ProducerFrame.CloseProducer(77));
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void numbersInUseAreRefused() {
        int consumer = client.consume(session, "q");
        client.frame(new ConsumerFrame.OpenConsumer(
                client.correlation(), session, consumer, Kind.QUEUE, Destination.queue("q"), null, null, false));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.EXISTS);
        int producer = client.producer(session, Destination.queue("q"));
        client.frame(new ProducerFrame.OpenProducer(client.correlation(), session, producer, Destination.queue("q")));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.EXISTS);
    }

    @Test
    void acknowledgementsOfWhatIsNotOutstandingAreIgnored() {
        client.send(client.producer(session, Destination.queue("q")), List.of("1", "2"));
        int consumer = client.consume(session, "q");
        harness.settle();
        client.accept(session, consumer, 5, 3);
        client.accept(session, consumer, -10, 0);
        client.accept(session, consumer, 3, Long.MAX_VALUE);
        client.accept(session, consumer, 1, 1);
        client.accept(session, consumer, 1, 1);
        harness.settle();
        int show = client.manage("queue.show", java.util.Map.of("name", "q"));
        harness.settle();
        assertThat(client.rows(show).get(0)).containsEntry("messages", 1L).containsEntry("inFlight", 1);
    }

    @Test
    void aStopTellsEveryConnectionAndTakesNothingMore() {
        client.send(client.producer(session, Destination.queue("q")), "x");
        harness.settle();
        harness.engine().stop();
        assertThat(client.closeCode()).isEqualTo(ErrorCode.STOPPING);
        harness.engine().stop();
        assertThat(harness.connect().closeCode()).isEqualTo(ErrorCode.STOPPING);
        assertThat(harness.engine().work()).isFalse();
        assertThat(harness.engine().wantsForce()).isFalse();
    }
}
