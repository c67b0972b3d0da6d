package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.Messages;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.FrameSplitter;
import io.angarium.wire.Limits;
import io.angarium.wire.ReplyFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutflowTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RecordedOutflow listener = new RecordedOutflow();
    private boolean watched;
    private final Outflow outflow = new Outflow(channel, 1_000_000, 60_000, listener);
    private final Conversation first = new Conversation(0, 100, outflow);
    private final Conversation second = new Conversation(1, 101, outflow);
    private final Conversations conversations = new Conversations(first);

    @BeforeEach
    void stopTheClock() {
        listener.conversations(conversations);
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
        first.offer(List.of(new ConnectionFrame.Ping(1)), false);
        first.end(ErrorCode.STOPPING, "the broker is stopping");
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
        first.offer(List.of(new ReplyFrame.Part(1, part), new ReplyFrame.Part(2, part.duplicate())), false);
        outflow.write();
        assertThat(listener.written()).isEmpty();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        outflow.write();
        assertThat(listener.written()).containsOnly(Map.entry(0, 200_000L));
        outflow.write();
        assertThat(listener.written()).containsOnly(Map.entry(0, 200_000L));
    }

    @Test
    void aPeerThatReadsHasASecondToCloseByItself() {
        first.end(ErrorCode.STOPPING, "the broker is stopping");
        assertThat(channel.outboundMessages()).hasSize(1);
        pass(999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void framesOfSeveralConversationsGoOutInOnePieceEachWithItsNumber() {
        conversations.add(second);
        first.offer(List.of(new ReplyFrame.Ok(1)), false);
        second.offer(List.of(new ReplyFrame.Ok(2), new ReplyFrame.Ok(3)), false);
        second.offer(List.of(new ReplyFrame.Ok(4)), false);
        first.offer(List.of(new ReplyFrame.Ok(5)), false);
        outflow.write();
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(sent())
                .containsExactly(
                        new ReplyFrame.Ok(1),
                        new ConnectionFrame.Switch(1),
                        new ReplyFrame.Ok(2),
                        new ReplyFrame.Ok(3),
                        new ReplyFrame.Ok(4),
                        new ConnectionFrame.Switch(0),
                        new ReplyFrame.Ok(5));
    }

    @Test
    void aHeartbeatNeedsNoSwitch() {
        conversations.add(second);
        second.offer(List.of(new ReplyFrame.Ok(2)), false);
        outflow.write();
        outflow.send(new ConnectionFrame.Ping(9));
        second.offer(List.of(new ReplyFrame.Ok(3)), false);
        outflow.write();
        assertThat(sent())
                .containsExactly(
                        new ConnectionFrame.Switch(1),
                        new ReplyFrame.Ok(2),
                        new ConnectionFrame.Ping(9),
                        new ReplyFrame.Ok(3));
    }

    @Test
    void whatFollowsTheGoodbyeOfAConversationIsDroppedAndTheOthersGoOn() {
        conversations.add(second);
        second.end(ErrorCode.STOPPING, "by hand");
        second.offer(List.of(new ReplyFrame.Ok(2)), false);
        first.offer(List.of(new ReplyFrame.Ok(3)), false);
        outflow.write();
        assertThat(sent())
                .containsExactly(
                        new ConnectionFrame.Switch(1),
                        new ConnectionFrame.Goodbye(ErrorCode.STOPPING, "by hand"),
                        new ConnectionFrame.Switch(0),
                        new ReplyFrame.Ok(3));
        pass(10_000);
        assertThat(channel.isOpen()).isTrue();
        assertThat(outflow.ending()).isFalse();
        first.end(null, "");
        assertThat(outflow.ending()).isTrue();
        pass(1_000);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aPeerThatDoesNotReadIsGivenUpWhenAllItsConversationsLeave() {
        conversations.add(second);
        peerStopsReading();
        second.end(ErrorCode.STOPPING, "by hand");
        pass(10_000);
        assertThat(channel.isOpen()).isTrue();
        first.end(ErrorCode.STOPPING, "the broker is stopping");
        pass(5_000);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void partsAreToldForTheConversationThatAskedForThem() {
        conversations.add(second);
        ByteBuffer part = ByteBuffer.allocate(50_000);
        second.offer(List.of(new ReplyFrame.Part(1, part)), false);
        first.offer(List.of(new ReplyFrame.Part(1, part.duplicate()), new ReplyFrame.Part(2, part.duplicate())), false);
        outflow.write();
        assertThat(listener.written()).containsOnly(Map.entry(0, 100_000L), Map.entry(1, 50_000L));
    }

    private static ConsumerFrame.Deliver delivery() {
        return delivery(100_000);
    }

    private static ConsumerFrame.Deliver delivery(int bytes) {
        return new ConsumerFrame.Deliver(1, 1, 1, 1, 0, 0, 0, Messages.bytes("orders", false, new byte[bytes]));
    }

    private static final int ADMITTED = 3;

    /** So many deliveries are admitted, and then no more. */
    private void fill(Conversation conversation) {
        int size = delivery().message().size();
        for (int i = 0; i < ADMITTED; i++) {
            assertThat(conversation.hasRoom(size)).isTrue();
        }
        assertThat(conversation.hasRoom(size)).isFalse();
        conversation.offer(Collections.nCopies(ADMITTED, delivery()), false);
    }

    private void peerReads() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        outflow.write();
    }

    @Test
    void aPeerThatHasEnoughToReadIsGivenMoreWhenItHasReadHalfOfThat() {
        peerStopsReading();
        fill(first);
        outflow.write();
        assertThat(listener.drained()).isEmpty();
        peerReads();
        assertThat(listener.drained()).containsExactly(first);
        outflow.write();
        assertThat(listener.drained()).hasSize(1);
        assertThat(first.hasRoom(1)).isTrue();
    }

    @Test
    void whatWaitsForOneConversationIsInTheWayOfTheOthersOnItsSocket() {
        conversations.add(second);
        peerStopsReading();
        fill(first);
        assertThat(second.hasRoom(1)).isFalse();
        outflow.write();
        peerReads();
        assertThat(listener.drained()).containsExactly(second, first); // it has had nothing yet
    }

    /** What is given to the channel stays there, so that it takes a buffer of a large message and no more. */
    private void socketTakesNothing() {
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                // keeps it
            }
        });
    }

    @Test
    void whatWasTakenUpAndNotWrittenCounts() {
        socketTakesNothing();
        fill(first);
        outflow.write(); // takes up all of it, as it was offered at once
        int size = delivery().message().size();
        assertThat(channel.isWritable()).isFalse();
        assertThat(first.hasRoom(size)).isTrue(); // in the place of the one that has left
        assertThat(first.hasRoom(size)).isFalse();
    }

    @Test
    void aMessageFromTimesWhenLargerOnesWereAllowedIsNoReasonToCloseWhoIsAboutToReadIt() {
        socketTakesNothing();
        ConsumerFrame.Deliver large = delivery(3_000_000);
        assertThat(first.hasRoom(large.message().size())).isTrue();
        first.offer(List.of(large), false);
        outflow.write();
        assertThat(channel.isOpen()).isTrue();
        first.offer(Collections.nCopies(15, delivery()), false);
        outflow.write();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aPeerForWhichMoreWaitsThanMayIsClosedHoweverThatWasOffered() {
        socketTakesNothing();
        int most = 1_000_000 / delivery().message().size();
        first.offer(Collections.nCopies(most, delivery()), false);
        outflow.write();
        assertThat(channel.isOpen()).isTrue();
        first.offer(Collections.nCopies(2, delivery()), false);
        outflow.write();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsDroppedBehindAGoodbyeWaitsForNobody() {
        conversations.add(second);
        second.end(ErrorCode.STOPPING, "by hand");
        fill(second);
        outflow.write();
        fill(first);
    }

    @Test
    void aPeerThatHasEnoughToReadAndReadsNothingIsClosedAfterAWhile() {
        peerStopsReading();
        fill(first);
        outflow.write();
        pass(59_999);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aPeerThatPromisesNoHeartbeatMayRestForAsLongAsItLikes() {
        outflow.patience(0);
        peerStopsReading();
        fill(first);
        outflow.write();
        pass(3_600_000);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void anEngineThatCannotBeToldWhatHasBeenReadIsNoQuietOne() {
        OutOfMemoryError noMemory = new OutOfMemoryError("test");
        listener.failWith(noMemory);
        fill(first);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(outflow::write);
        assertThat(listener.stranded()).containsExactly(noMemory);
    }

    @Test
    void aPeerForWhomThereIsNoMemoryIsClosedInsteadOfWaitingForWhatWasTaken() {
        EmbeddedChannel poor = new EmbeddedChannel();
        poor.config().setAllocator(new PooledByteBufAllocator(true) {
            @Override
            public ByteBuf ioBuffer(int bytes) {
                throw new OutOfMemoryError("test");
            }
        });
        Outflow out = new Outflow(poor, 1_000_000, 60_000, listener);
        try (LogCapture log = new LogCapture()) {
            out.offer(null, List.of(new ReplyFrame.Ok(1)), false);
            out.write();
            assertThat(log.errors())
                    .singleElement()
                    .asString()
                    .contains("what the broker has for it cannot be written");
        }
        poor.runPendingTasks();
        assertThat(poor.isOpen()).isFalse();
    }

    @Test
    void aLoopThatCannotBeToldOfFramesIsNoQuietOne() {
        AtomicInteger asked = new AtomicInteger();
        EventLoop full = (EventLoop) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventLoop.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("execute")) {
                        asked.incrementAndGet();
                        throw new OutOfMemoryError("test");
                    }
                    return method.getReturnType() == boolean.class ? false : null;
                });
        EmbeddedChannel elsewhere = new EmbeddedChannel() {
            @Override
            public EventLoop eventLoop() {
                return watched ? full : super.eventLoop();
            }
        };
        Outflow out = new Outflow(elsewhere, 1_000_000, 60_000, listener);
        watched = true;
        out.offer(null, List.of(new ReplyFrame.Ok(1)), false);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(out::flush);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(out::flush);
        watched = false;
        assertThat(asked).hasValue(2);
        assertThat(listener.stranded()).hasSize(2);
        elsewhere.finishAndReleaseAll();
    }

    private List<Frame> sent() {
        List<Frame> frames = new ArrayList<>();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            ByteBuffer bytes = buffer.nioBuffer();
            for (ByteBuffer frame = FrameSplitter.next(bytes, Limits.MAX_FRAME_BYTES);
                    frame != null;
                    frame = FrameSplitter.next(bytes, Limits.MAX_FRAME_BYTES)) {
                frames.add(FrameCodec.decode(frame));
            }
            buffer.release();
        }
        return frames;
    }
}
