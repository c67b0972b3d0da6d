package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of what, as the table of ADR 10 says. */
@Timeout(20)
class ConversationTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(ORDERS).text("x").build();

    private final Conversation conversation = new Conversation(null, () -> 0);
    private long features = Features.SUPPORTED;

    private void ok(Frame request, int correlation) {
        conversation.sends(request, true);
        conversation.receives(new ReplyFrame.Ok(correlation));
    }

    private static ProducerFrame.Send send(long sequence, long transaction) {
        return new ProducerFrame.Send(1, sequence, transaction, 0, 0, MESSAGE);
    }

    private void open() {
        conversation.sends(new SessionFrame.OpenSession(1), true);
        ok(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS), 1);
    }

    private List<Frame> restored() {
        List<Frame> frames = new ArrayList<>();
        conversation.restore(1, true, features, frames::add);
        return frames;
    }

    @Test
    void unconfirmedSendsAreRepeatedInOrderAndConfirmedOnesAreNot() {
        open();
        for (int i = 1; i <= 4; i++) {
            conversation.sends(send(i, 0), true);
        }
        conversation.receives(new ProducerFrame.Confirmed(1, 2));
        conversation.receives(new ProducerFrame.SendRefused(1, 3, ErrorCode.RESOURCE_LIMIT, ""));

        List<Frame> frames = restored();
        assertThat(frames.get(0)).isEqualTo(new SessionFrame.ResumeSession(1, 2, 4, 0, 0, 1, List.of(), 4));
        assertThat(frames.get(1)).isInstanceOf(ProducerFrame.OpenProducer.class);
        assertThat(frames.subList(2, frames.size())).containsExactly(send(4, 0));
    }

    @Test
    void aCommitComesBehindItsSendsAndItsTransactionIsNamedAsOpen() {
        open();
        conversation.sends(send(1, 7), true);
        TransactionFrame.Commit commit = new TransactionFrame.Commit(9, 1, 7);
        conversation.sends(commit, true);

        List<Frame> frames = restored();
        assertThat(frames.get(0)).isEqualTo(new SessionFrame.ResumeSession(1, 0, 1, 6, 7, 1, List.of(), 1));
        assertThat(frames.subList(2, frames.size())).containsExactly(send(1, 7), commit);

        conversation.receives(new ReplyFrame.Ok(9));
        assertThat(restored().get(0)).isEqualTo(new SessionFrame.ResumeSession(1, 0, 1, 7, 0, 1, List.of(), 1));
    }

    @Test
    void consumersAreOpenedAgainWithTagsBehindTheLastLink() {
        open();
        ConsumerFrame.OpenConsumer consumer =
                new ConsumerFrame.OpenConsumer(2, 1, 5, ConsumerFrame.Kind.QUEUE, ORDERS, null, "a = 1", false);
        ok(consumer, 2);

        List<Frame> frames = restored();
        SessionFrame.ResumeSession resume = (SessionFrame.ResumeSession) frames.get(0);
        assertThat(resume.tags()).containsExactly(new SessionFrame.Handed(5, 1L << 36));
        ConsumerFrame.OpenConsumer again = (ConsumerFrame.OpenConsumer) frames.get(2);
        assertThat(again.selector()).isEqualTo("a = 1");
        assertThat(Conversation.restored(new ReplyFrame.Ok(again.correlation())))
                .isNull();
        assertThat(Conversation.restored(new ReplyFrame.Failed(again.correlation(), ErrorCode.IN_USE, "busy")))
                .isEqualTo(new ConsumerFrame.ConsumerClosed(5, ErrorCode.IN_USE, "after a reconnect: busy"));
    }

    @Test
    void whatWasClosedIsNotOpenedAgain() {
        open();
        ok(new ConsumerFrame.OpenConsumer(2, 1, 5, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false), 2);
        ok(new ConsumerFrame.CloseConsumer(3, 5, 0), 3);
        conversation.sends(new ProducerFrame.CloseProducer(1), true);
        assertThat(restored()).hasSize(1);
        ok(new SessionFrame.CloseSession(4, 1, List.of()), 4);
        assertThat(restored()).isEmpty();
    }

    @Test
    void aProducerThatWasClosedBehindUnconfirmedSendsIsClosedAgainBehindThem() {
        open();
        conversation.sends(send(1, 0), true);
        conversation.sends(new ProducerFrame.CloseProducer(1), true);
        List<Frame> frames = restored();
        assertThat(frames.subList(2, frames.size())).containsExactly(send(1, 0), new ProducerFrame.CloseProducer(1));
        conversation.receives(new ProducerFrame.Confirmed(1, 1));
        assertThat(restored()).hasSize(1);
    }

    @Test
    void creditGoesOnWhereItWas() {
        open();
        conversation.sends(send(1, 0), true);
        conversation.sends(send(2, 0), true);
        restored();
        assertThat(conversation.receives(new ProducerFrame.ProducerCredit(1, 10, 1000)))
                .isEqualTo(new ProducerFrame.ProducerCredit(1, 12, 1000 + 2L * MESSAGE.size()));
    }

    @Test
    void managementIsNotRepeatedAndBrowsersEnd() {
        open();
        conversation.sends(new ManagementFrame.Manage(3, "queue.purge", Map.of()), true);
        ok(new ConsumerFrame.OpenConsumer(2, 1, 5, ConsumerFrame.Kind.BROWSER, ORDERS, null, null, false), 2);

        List<Frame> last = conversation.lost();
        assertThat(last).hasSize(2);
        assertThat(last.get(0)).isInstanceOfSatisfying(ReplyFrame.Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        assertThat(last.get(1)).isInstanceOf(ConsumerFrame.ConsumerClosed.class);
        assertThat(restored()).hasSize(2);
    }

    @Test
    void whatTheFirstTryHasEndedCountsAsDone() {
        ConsumerFrame.Unsubscribe unsubscribe = new ConsumerFrame.Unsubscribe(3, "sub");
        conversation.sends(unsubscribe, true);
        assertThat(restored()).containsExactly(unsubscribe);
        assertThat(conversation.receives(new ReplyFrame.Failed(3, ErrorCode.NOT_FOUND, "no such")))
                .isEqualTo(new ReplyFrame.Ok(3));
        conversation.sends(new ConsumerFrame.Unsubscribe(4, "sub"), true);
        ReplyFrame.Failed failed = new ReplyFrame.Failed(4, ErrorCode.NOT_FOUND, "no such");
        assertThat(conversation.receives(failed)).isEqualTo(failed);
    }

    @Test
    void temporariesAndTheClientIdentifierAreKept() {
        Destination temporary = new Destination(Destination.Kind.TEMPORARY_QUEUE, "t");
        ok(new ConnectionFrame.CreateTemporary(1, temporary), 1);
        ok(new ConnectionFrame.SetClientId(2, "me"), 2);
        assertThat(conversation.clientId()).isEqualTo("me");
        assertThat(restored()).containsExactly(new ConnectionFrame.CreateTemporary(-1, temporary));
    }

    @Test
    void aRequestThatNobodyWaitsForIsNotRepeated() {
        open();
        conversation.sends(new TransactionFrame.Commit(9, 1, 1), true);
        conversation.forget(9);
        assertThat(restored()).hasSize(2);
    }

    @Test
    void nothingIsUnsureOfWhatWasSentWhileThereWasNoLink() {
        open();
        conversation.sends(send(1, 0), true);
        conversation.receives(new ProducerFrame.Confirmed(1, 1));
        conversation.lost();
        conversation.sends(send(2, 0), false);
        assertThat(resumed().unsureMillis()).isZero();
        conversation.lost();
        assertThat(resumed().unsureMillis()).isPositive();
    }

    @Test
    void whatWasSentWhileThereWasNoLinkIsToldFromWhatMayHaveArrived() {
        open();
        conversation.sends(send(1, 0), true);
        conversation.lost();
        conversation.sends(send(2, 0), false);
        conversation.sends(send(3, 0), false);
        assertThat(resumed()).isEqualTo(new SessionFrame.ResumeSession(1, 0, 3, 0, 0, 1, List.of(), 1));
        conversation.lost();
        conversation.sends(send(4, 0), false);
        assertThat(resumed().sentUpTo()).isEqualTo(3);
    }

    @Test
    void aBrokerThatDoesNotKnowThatIsToldNothingOfIt() {
        features = 0;
        open();
        conversation.sends(send(1, 0), true);
        assertThat(resumed()).isEqualTo(new SessionFrame.ResumeSession(1, 0, 1, 0, 0, 1, List.of()));
    }

    private SessionFrame.ResumeSession resumed() {
        return (SessionFrame.ResumeSession) restored().get(0);
    }
}
