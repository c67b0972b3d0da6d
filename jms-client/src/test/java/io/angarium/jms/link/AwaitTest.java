package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.wire.ConsumerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waiting: deadlines, interrupts, waking, and the hand-over of the reader role over a real socket. */
@Timeout(60)
class AwaitTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Recorder recorder = new Recorder();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "5,false", "16,false", "1,true", "16,true"})
    void noCallWaitsInVain(int callers, boolean push) throws Exception {
        int callsEach = 16_000 / callers;
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            link.prefersPush(push);
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(() -> answeredCalls(link, callsEach)));
            }
            for (Future<Integer> each : running) {
                assertThat(each.get()).isEqualTo(callsEach);
            }
        }
        assertThat(recorder.overlapped()).isFalse();
    }

    @Test
    void callsSurvivePausesPushChangesAndShortDeadlines() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                running.add(threads.submit(() -> answeredCallsWithPauses(link, 400)));
            }
            Future<Integer> meddler = threads.submit(() -> meddle(link, stop));
            for (Future<Integer> each : running) {
                assertThat(each.get()).isEqualTo(400);
            }
            stop.set(true);
            assertThat(meddler.get()).isPositive();
        }
        assertThat(recorder.overlapped()).isFalse();
    }

    @Test
    void afterTheDeadlineItReturnsFalse() throws InterruptedException {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(link.await(() -> false, System.nanoTime() - 1)).isFalse();
            assertThat(link.await(() -> false, TestLinks.in(Duration.ofMillis(5))))
                    .isFalse();
            assertThat(link.await(() -> false, TestLinks.in(Duration.ofMillis(60))))
                    .isFalse();
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
    }

    @Test
    void anInterruptEndsTheWaitOfTheReaderAndHarmsNobodyElse() throws Exception {
        interruptAfter(Duration.ZERO);
    }

    @Test
    void anInterruptEndsALongWaitToo() throws Exception {
        interruptAfter(Duration.ofMillis(60));
    }

    private void interruptAfter(Duration pause) throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            AtomicReference<Boolean> flag = new AtomicReference<>();
            CountDownLatch waiting = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                try {
                    link.await(
                            () -> {
                                waiting.countDown();
                                return false;
                            },
                            Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            thread.start();
            waiting.await();
            if (!pause.isZero()) {
                await().pollDelay(pause).until(() -> true);
            }
            thread.interrupt();
            thread.join(LONG.toMillis());
            assertThat(flag.get()).as("interrupt flag after the exception").isFalse();
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
            assertThat(recorder.endings()).isZero();
        }
    }

    @Test
    void anInterruptBeforeTheWaitCountsUnlessTheConditionHolds() throws InterruptedException {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            Thread.currentThread().interrupt();
            assertThat(link.await(() -> true, Long.MAX_VALUE)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> link.await(() -> false, Long.MAX_VALUE));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
    }

    @Test
    void anInterruptedThreadCanStillSend() throws InterruptedException {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            Thread.currentThread().interrupt();
            link.send(TestLinks.request());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
    }

    @Test
    void wakeReachesParkedThreadsAndTheOneThatReads() throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            for (int round = 0; round < 200; round++) {
                AtomicBoolean over = new AtomicBoolean();
                CountDownLatch waiting = new CountDownLatch(3);
                List<Future<Boolean>> waits = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    AtomicBoolean first = new AtomicBoolean(true);
                    waits.add(threads.submit(() -> link.await(
                            () -> {
                                if (first.compareAndSet(true, false)) {
                                    waiting.countDown();
                                }
                                return over.get();
                            },
                            TestLinks.in(LONG))));
                }
                waiting.await();
                over.set(true);
                link.wake();
                for (Future<Boolean> each : waits) {
                    assertThat(each.get(5, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    @Test
    void aConditionThatThrowsDoesSoOnItsOwnThread() throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            AtomicBoolean fail = new AtomicBoolean();
            Future<Boolean> wait = threads.submit(() -> link.await(
                    () -> {
                        if (fail.get()) {
                            throw new IllegalArgumentException("mine");
                        }
                        return false;
                    },
                    Long.MAX_VALUE));
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
            fail.set(true);
            link.wake();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> wait.get(10, TimeUnit.SECONDS))
                    .withRootCauseInstanceOf(IllegalArgumentException.class);
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
    }

    @Test
    void theListenerMayNotWait() {
        AtomicReference<Link> self = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Recorder waiting =
                new Recorder(frame -> thrown.set(catchThrowable(() -> self.get().await(() -> false, Long.MAX_VALUE))));
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.read();
                    client.send(new ConsumerFrame.BrowseEnd(1));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, waiting)) {
            self.set(link);
            link.send(TestLinks.request());
            await().until(() -> thrown.get() != null);
            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    private int answeredCalls(Link link, int calls) throws InterruptedException {
        int answered = 0;
        for (int i = 0; i < calls; i++) {
            answered += TestLinks.call(link, recorder, LONG) ? 1 : 0;
        }
        return answered;
    }

    /** Calls with pauses around the times at which the stand-by reader takes over, and waits that end before their answer. */
    private int answeredCallsWithPauses(Link link, int calls) throws InterruptedException {
        int answered = 0;
        for (int i = 0; i < calls; i++) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            if (random.nextInt(4) == 0) {
                link.await(() -> false, System.nanoTime() + random.nextLong(15_000_000));
            }
            if (random.nextInt(8) == 0) {
                LockSupport.parkNanos(random.nextLong(8_000_000));
            }
            answered += TestLinks.call(link, recorder, LONG) ? 1 : 0;
        }
        return answered;
    }

    private static int meddle(Link link, AtomicBoolean stop) {
        int changes = 0;
        while (!stop.get()) {
            link.prefersPush(ThreadLocalRandom.current().nextBoolean());
            link.wake();
            LockSupport.parkNanos(300_000);
            changes++;
        }
        return changes;
    }
}
