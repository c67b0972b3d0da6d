package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What shares a socket while it only sends, and has one of its own from its first consumer on. */
@Timeout(30)
class MovingLinkTest {
    private final FakeLinks links = new FakeLinks();

    private Link open() {
        return links.open(Long.MAX_VALUE, true);
    }

    /** A session with a producer, which has sent nothing. */
    private Link idle() {
        Link link = open();
        links.openProducer(link);
        return link;
    }

    private static Frame consumer(ConsumerFrame.Kind kind) {
        return new ConsumerFrame.OpenConsumer(2, 1, 1, kind, FakeLinks.ORDERS, null, null, false);
    }

    private static boolean shares(Hello hello) {
        return (hello.features() & Features.SHARED_SOCKET) != 0;
    }

    @Test
    void theFirstConsumerTakesAConversationToALinkOfItsOwn() {
        Link link = idle();
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(2);
        assertThat(links.opened.get(0).closed).isTrue();
        assertThat(links.opened.get(1).sent)
                .hasExactlyElementsOfTypes(
                        SessionFrame.ResumeSession.class,
                        ProducerFrame.OpenProducer.class,
                        ConsumerFrame.OpenConsumer.class);
        assertThat(links.hellos).extracting(MovingLinkTest::shares).containsExactly(true, false);
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        links.run();
        assertThat(links.opened).hasSize(2);
        assertThat(links.told).isEmpty();
    }

    @Test
    void theSharedLinkGoesOnUntilTheOtherIsThere() {
        Link link = idle();
        links.source = (hello, listener) -> {
            assertThat(links.opened.get(0).closed).isFalse();
            return links.make(hello, listener);
        };
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(2);
    }

    @Test
    void nobodyIsToldThatTheBrokerEndsTheSharedLinkForTheOther() {
        Link link = idle();
        links.source = (hello, listener) -> {
            links.opened.get(0).breaks();
            return links.make(hello, listener);
        };
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        links.run();
        assertThat(links.opened).hasSize(2);
        assertThat(links.told).isEmpty();
    }

    @Test
    void aTemporaryDestinationAnnouncesAConsumer() {
        Link link = idle();
        link.send(new ConnectionFrame.CreateTemporary(3, new Destination(Destination.Kind.TEMPORARY_QUEUE, "t")));
        assertThat(links.opened.get(1).sent).hasAtLeastOneElementOfType(ConnectionFrame.CreateTemporary.class);
    }

    @Test
    void whoIsTheOnlyOneStays() {
        Link link = idle();
        links.only = true;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        links.only = false;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(1);
        assertThat(links.opened.get(0).closed).isFalse();
    }

    @Test
    void whoHasBrowsedStays() {
        Link link = idle();
        link.send(consumer(ConsumerFrame.Kind.BROWSER));
        links.last().hears(new ReplyFrame.Ok(2));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(1);
    }

    @Test
    void whoHasSentStaysUntilItsLinkIsLost() {
        Link link = idle();
        link.send(FakeLinks.send(1));
        links.last().hears(new ProducerFrame.Confirmed(1, 1));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(1);
        links.last().breaks();
        links.run();
        assertThat(links.hellos).extracting(MovingLinkTest::shares).containsExactly(true, false);
    }

    @Test
    void whoStaysIsAskedOnce() {
        Link link = idle();
        link.send(FakeLinks.send(1));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.last().claims).isEqualTo(1);
    }

    @Test
    void whoOnlySendsSharesAgainAfterALoss() {
        idle();
        links.last().breaks();
        links.run();
        assertThat(links.hellos).extracting(MovingLinkTest::shares).containsExactly(true, true);
    }

    @Test
    void whoAwaitsAnAnswerStays() {
        Link link = open();
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, FakeLinks.ORDERS));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.opened).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_CLIENT_ID", "AUTHENTICATION", "RESOURCE_LIMIT"})
    void whoIsRefusedALinkOfItsOwnStays(ErrorCode code) {
        Link link = idle();
        links.source = (hello, listener) -> {
            throw new LinkException(code, "no", null);
        };
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        links.run();
        assertThat(links.told).isEmpty();
        assertThat(links.opened.get(0).closed).isFalse();
        assertThat(links.opened.get(0).sent).hasAtLeastOneElementOfType(ConsumerFrame.OpenConsumer.class);
    }

    @Test
    void anErrorMeanwhileReachesWhoOpensTheConsumerAndLeavesTheSharedLink() {
        Link link = idle();
        links.source = (hello, listener) -> {
            throw new InternalError("no thread");
        };
        assertThatThrownBy(() -> link.send(consumer(ConsumerFrame.Kind.QUEUE))).hasMessage("no thread");
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(links.last().sent).hasAtLeastOneElementOfType(ConsumerFrame.OpenConsumer.class);
        assertThat(links.hellos).hasSize(2);
    }

    @Test
    void aBrokerThatIsGoneMeanwhileIsALossLikeAnyOther() {
        Link link = idle();
        links.source = (hello, listener) -> {
            links.source = links::make;
            links.opened.get(0).breaks();
            throw FakeLinks.refused();
        };
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        links.run();
        assertThat(links.told).containsExactly("lost", "restored");
        assertThat(links.opened.get(1).sent).hasAtLeastOneElementOfType(ConsumerFrame.OpenConsumer.class);
        assertThat(links.hellos).extracting(MovingLinkTest::shares).containsExactly(true, false, false);
    }

    @Test
    void aCloseMeanwhileClosesBoth() {
        Link link = idle();
        links.source = (hello, listener) -> {
            link.close();
            return links.make(hello, listener);
        };
        assertThatThrownBy(() -> link.send(consumer(ConsumerFrame.Kind.QUEUE))).hasMessageContaining("closed");
        links.run();
        assertThat(links.opened).hasSize(2).allMatch(each -> each.closed);
        assertThat(links.told).isEmpty();
    }

    @Test
    void whatIsClosedOpensNothing() {
        Link link = idle();
        link.close();
        assertThatThrownBy(() -> link.send(consumer(ConsumerFrame.Kind.QUEUE))).hasMessageContaining("closed");
        assertThat(links.hellos).hasSize(1);
    }
}
