package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.Limits;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameWriterTest {
    private final Sink sink = new Sink();
    private final AtomicInteger handedOver = new AtomicInteger();
    private final FrameWriter writer =
            new FrameWriter(sink, Limits.MAX_FRAME_BYTES, System::nanoTime, handedOver::incrementAndGet);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        sink.gate.release(1_000_000);
        threads.shutdownNow();
    }

    @Test
    void whatIsGatheredGoesOutTogetherWithTheNextSendInOneWrite() throws IOException {
        sink.open();
        writer.gather(0, new ConnectionFrame.Ping(1));
        writer.gather(0, new ConnectionFrame.Ping(2));
        assertThat(sink.writes()).isZero();
        assertThat(writer.owes()).isTrue();
        writer.send(0, new ConnectionFrame.Ping(3));
        assertThat(sink.writes()).isEqualTo(1);
        assertThat(writer.owes()).isFalse();
        assertThat(sink.frames()).containsExactly(pings(1, 2, 3));
    }

    @Test
    void aFlushWithNothingToDoWritesNothing() throws IOException {
        writer.flush();
        assertThat(sink.writes()).isZero();
    }

    @Test
    void gatheringMoreThanTheBufferHoldsWrites() throws IOException {
        sink.open();
        for (int i = 0; i < 6_000; i++) {
            writer.gather(0, new ConnectionFrame.Ping(i));
        }
        assertThat(sink.writes()).isEqualTo(1);
        writer.flush();
        assertThat(sink.frames()).hasSize(6_000).startsWith(pings(0, 1)).endsWith(pings(5_999));
    }

    @Test
    void largeFramesKeepTheirPlace() throws IOException {
        sink.open();
        Frame large = new ManagementFrame.Manage(1, "large", Map.of("b", new byte[200_000]));
        writer.gather(0, new ConnectionFrame.Ping(1));
        writer.gather(0, large);
        writer.gather(0, new ConnectionFrame.Ping(2));
        writer.flush();
        assertThat(sink.frames()).hasSize(3).startsWith(pings(1)).endsWith(pings(2));
    }

    @Test
    void aFrameThatIsTooLargeLeavesTheStreamAsItWas() throws IOException {
        sink.open();
        FrameWriter small = new FrameWriter(sink, 100, System::nanoTime, handedOver::incrementAndGet);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> small.send(0, new ManagementFrame.Manage(1, "large", Map.of("b", new byte[200]))));
        small.send(0, new ConnectionFrame.Ping(1));
        assertThat(sink.frames()).containsExactly(pings(1));
    }

    @Test
    void postingNeverWaitsAndGoesBeforeWhatComesLater() throws Exception {
        Future<?> stuck = send(new ConnectionFrame.Ping(1));
        await().until(writer::busy);
        writer.post(0, new ConnectionFrame.Ping(2));
        writer.post(0, new ConnectionFrame.Ping(3));
        assertThat(writer.owes()).isTrue();
        sink.open();
        stuck.get(5, TimeUnit.SECONDS);
        writer.send(0, new ConnectionFrame.Ping(4));
        assertThat(sink.frames()).containsExactly(pings(1, 2, 3, 4));
    }

    @Test
    void whatIsLeftToAWriterIsOneWriteMoreAndNobodyWaits() throws Exception {
        Future<?> stuck = send(new ConnectionFrame.Ping(1));
        await().until(writer::busy);
        writer.leave(0, new ConnectionFrame.Ping(2));
        writer.leave(7, new ConnectionFrame.Ping(3));
        sink.open();
        stuck.get(5, TimeUnit.SECONDS);
        assertThat(sink.writes()).isEqualTo(2);
        assertThat(sink.frames())
                .containsExactly(
                        new ConnectionFrame.Ping(1),
                        new ConnectionFrame.Ping(2),
                        new ConnectionFrame.Switch(7),
                        new ConnectionFrame.Ping(3));
        assertThat(writer.owes()).isFalse();
        writer.leave(7, new ConnectionFrame.Ping(4)); // nobody writes
        assertThat(sink.writes()).isEqualTo(3);
    }

    @Test
    void whatIsGatheredAndLeftToAWriterIsWrittenByIt() throws Exception {
        Future<?> stuck = threads.submit(() -> {
            for (int i = 0; i < 6_000; i++) { // one write when the buffer is full, and a rest
                writer.gather(0, new ConnectionFrame.Ping(i));
            }
            return null;
        });
        await().until(writer::busy);
        await().until(() -> sink.gate.hasQueuedThreads());
        writer.leave();
        writer.leave(0, new ConnectionFrame.Ping(9_000));
        sink.open();
        stuck.get(5, TimeUnit.SECONDS);
        assertThat(sink.frames()).contains(pings(9_000));
    }

    @Test
    void whatOneThatGathersHasTakenUpIsWrittenByItAsSomebodyWaitsForIt() throws Exception {
        for (int i = 0; i < 4_900; i++) {
            writer.gather(0, new ConnectionFrame.Ping(i));
        }
        Frame awaited = new ManagementFrame.Manage(1, "awaited", Map.of("b", new byte[3_000]));
        writer.post(0, awaited);
        Future<?> stuck = threads.submit(() -> {
            writer.gather(0, new ConnectionFrame.Ping(5_000)); // writes first, as there is no room for what was posted
            return null;
        });
        await().until(() -> sink.gate.hasQueuedThreads());
        writer.leave();
        sink.open();
        stuck.get(5, TimeUnit.SECONDS);
        assertThat(sink.frames()).hasSize(4_902);
        assertThat(writer.owes()).isFalse();
    }

    @Test
    void whatIsLeftWhileOneWaitsToGatherIsWrittenByThatOne() throws Exception {
        Future<?> stuck = send(new ConnectionFrame.Ping(1));
        await().until(writer::busy);
        Thread gathers = new Thread(() -> {
            try {
                writer.gather(0, new ConnectionFrame.Ping(2));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        gathers.start();
        await().until(() -> gathers.getState() == Thread.State.WAITING);
        writer.leave(0, new ConnectionFrame.Ping(3));
        sink.open();
        stuck.get(5, TimeUnit.SECONDS);
        gathers.join(5_000);
        assertThat(sink.frames()).containsExactlyInAnyOrder(pings(1, 2, 3));
        assertThat(writer.owes()).isFalse();
    }

    @Test
    void whoWritesForOthersGoesAwayAfterAFewTimes() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        FrameWriter[] busy = new FrameWriter[1];
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int one) {
                throw new AssertionError("one by one");
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                writes.incrementAndGet();
                if (handedOver.get() == 0) {
                    elsewhere(() -> busy[0].leave(0, new ConnectionFrame.Ping(1)));
                }
            }
        };
        busy[0] = new FrameWriter(slow, Limits.MAX_FRAME_BYTES, System::nanoTime, handedOver::incrementAndGet);
        busy[0].send(0, new ConnectionFrame.Ping(0));
        assertThat(writes).hasValue(5);
        assertThat(handedOver).hasValue(1);
        assertThat(busy[0].owes()).as("what was left last").isTrue();
        busy[0].flush();
        assertThat(busy[0].owes()).isFalse();
    }

    /** What a thread may do. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException;
    }

    /** Done by another thread when this returns. */
    private void elsewhere(Act act) throws IOException {
        try {
            threads.submit(() -> {
                        act.run();
                        return true;
                    })
                    .get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    @Test
    void framesOfManyThreadsStayWholeAndInTheOrderOfTheirThread() throws Exception {
        sink.open();
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int thread = t;
            running.add(threads.submit(() -> {
                for (int i = 0; i < 3_000; i++) {
                    long token = thread * 1_000_000L + i;
                    if (i % 100 == 0) {
                        writer.send(0, new ManagementFrame.Manage(1, "large", Map.of("b", new byte[70_000])));
                    }
                    if (i % 3 == 0) {
                        writer.gather(0, new ConnectionFrame.Ping(token));
                    } else if (i % 3 == 1) {
                        writer.leave(0, new ConnectionFrame.Ping(token));
                    } else {
                        writer.send(0, new ConnectionFrame.Ping(token));
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(20, TimeUnit.SECONDS);
        }
        writer.flush();
        long[] next = new long[8];
        for (Frame frame : sink.frames()) {
            if (frame instanceof ConnectionFrame.Ping ping) {
                int thread = (int) (ping.token() / 1_000_000);
                assertThat(ping.token() % 1_000_000).isEqualTo(next[thread]++);
            }
        }
        assertThat(next).containsOnly(3_000);
    }

    @Test
    void aSmallFrameNeedNotQueueBehindManyLargeOnes() throws Exception {
        Frame large = new ManagementFrame.Manage(1, "large", Map.of("b", new byte[100_000]));
        List<Future<?>> bulk = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bulk.add(threads.submit(() -> {
                for (int k = 0; k < 200; k++) {
                    writer.send(0, large);
                }
                return null;
            }));
        }
        sink.gate.release(6);
        await().until(() -> sink.writes() > 5);
        CompletableFuture<Thread> sender = new CompletableFuture<>();
        Future<?> small = threads.submit(() -> {
            sender.complete(Thread.currentThread());
            writer.send(0, new ConnectionFrame.Ping(7));
            return null;
        });
        await().until(() -> sender.get().getState() == Thread.State.WAITING); // for the lock, like four of the others
        sink.open();
        small.get(20, TimeUnit.SECONDS);
        for (Future<?> each : bulk) {
            each.get(20, TimeUnit.SECONDS);
        }
        int at = sink.frames().indexOf(new ConnectionFrame.Ping(7));
        assertThat(at).as("behind those that waited before it").isBetween(0, 20);
    }

    private Future<?> send(Frame frame) {
        return threads.submit(() -> {
            writer.send(0, frame);
            return null;
        });
    }

    private static Frame[] pings(long... tokens) {
        Frame[] pings = new Frame[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            pings[i] = new ConnectionFrame.Ping(tokens[i]);
        }
        return pings;
    }

    /** Takes bytes, one permit a write. */
    private static final class Sink extends OutputStream {
        private final Semaphore gate = new Semaphore(0);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile int writes;

        void open() {
            gate.release(500_000);
        }

        int writes() {
            return writes;
        }

        @Override
        public void write(int one) {
            throw new UnsupportedOperationException("byte by byte");
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            gate.acquireUninterruptibly();
            synchronized (this) {
                bytes.write(from, offset, length);
                int count = writes;
                writes = count + 1;
            }
        }

        synchronized List<Frame> frames() throws IOException {
            FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes.toByteArray()));
            reader.accept(Limits.MAX_FRAME_BYTES);
            List<Frame> frames = new ArrayList<>();
            do {
                for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                    frames.add(frame);
                }
            } while (reader.fill());
            return frames;
        }
    }
}
