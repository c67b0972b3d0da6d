package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReaderRoleTest {
    private static final int END = -1;
    private static final int NUDGE = -2;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final QueueSource source = new QueueSource();
    private ReaderRole role = new ReaderRole(source, true, "test");

    @BeforeEach
    void start() {
        role.start();
    }

    @AfterEach
    void stop() {
        role.refuse(new LinkException(null, "over", null));
        source.put(END);
        await().until(() -> source.finished);
        threads.shutdownNow();
        assertThat(source.overlapped).as("two readers at a time").isFalse();
    }

    @Test
    void whoeverWaitsReads() throws InterruptedException {
        int own = 0;
        for (int i = 0; i < 500; i++) {
            int item = i;
            source.put(item);
            assertThat(role.await(() -> source.got(item), in(5_000))).isTrue();
            own += source.readerOf(item) == Thread.currentThread() ? 1 : 0;
        }
        // All but those before which this thread lost its processor for long.
        assertThat(own).isGreaterThan(400);
    }

    @Test
    void whatComesWhileNobodyWaitsIsReadByTheStandby() {
        source.put(1);
        await().until(() -> source.got(1));
        assertThat(source.readerOf(1).getName()).isEqualTo("angarium-reader-test");
    }

    @Test
    void pushMakesTheStandbyReadForAll() throws InterruptedException {
        role.prefersPush(true);
        for (int i = 0; i < 100; i++) {
            int item = i;
            source.put(item);
            assertThat(role.await(() -> source.got(item), in(5_000))).isTrue();
            assertThat(source.readerOf(item).getName()).isEqualTo("angarium-reader-test");
        }
    }

    @Test
    void aLongWaitIsLeftToTheStandby() throws Exception {
        Future<Boolean> wait = threads.submit(() -> role.await(() -> source.got(1), Long.MAX_VALUE));
        await().until(() -> source.reader != null && source.reader.getName().equals("angarium-reader-test"));
        source.put(1);
        assertThat(wait.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void withoutCallersThatMayReadTheStandbyReadsAll() throws InterruptedException {
        stop();
        source.reset();
        role = new ReaderRole(source, false, "alone");
        role.start();
        for (int i = 0; i < 200; i++) {
            int item = i;
            source.put(item);
            assertThat(role.await(() -> source.got(item), in(5_000))).isTrue();
            assertThat(source.readerOf(item).getName()).isEqualTo("angarium-reader-alone");
        }
    }

    @Test
    void theRoleGoesFromOneCallerToTheNextAndNotByWayOfTheStandby() throws Exception {
        int byStandby = 0;
        for (int round = 0; round < 100; round++) {
            freeTheRole(3 * round);
            int first = 3 * round + 1;
            int second = first + 1;
            CountDownLatch firstWaits = new CountDownLatch(1);
            CountDownLatch secondWaits = new CountDownLatch(1);
            Future<Boolean> one = threads.submit(() -> role.await(() -> gotAfter(firstWaits, first), in(5_000)));
            firstWaits.await();
            giveTimeToRead();
            Future<Boolean> two = threads.submit(() -> role.await(() -> gotAfter(secondWaits, second), in(5_000)));
            secondWaits.await();
            source.put(first);
            assertThat(one.get()).isTrue();
            source.put(second);
            assertThat(two.get()).isTrue();
            byStandby += source.readerOf(second).getName().startsWith("angarium-reader") ? 1 : 0;
        }
        assertThat(byStandby).isLessThan(30);
    }

    @Test
    void aReaderWhoseConditionHoldsIsNudgedOutOfItsRead() throws Exception {
        for (int round = 0; round < 100; round++) {
            freeTheRole(round);
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch waits = new CountDownLatch(1);
            Future<Boolean> wait = threads.submit(() -> role.await(
                    () -> {
                        waits.countDown();
                        return over.get();
                    },
                    in(5_000)));
            waits.await();
            giveTimeToRead();
            over.set(true);
            role.wake();
            assertThat(wait.get()).isTrue();
        }
        assertThat(source.nudges.get()).isBetween(1, 100);
    }

    /** Afterwards either this thread or the stand-by has just given the role back. */
    private void freeTheRole(int item) throws InterruptedException {
        source.put(item);
        assertThat(role.await(() -> source.got(item), in(5_000))).isTrue();
    }

    /** Lets a caller that has begun to wait enter its read, if the role is free; well below the time that it reads in vain. */
    private static void giveTimeToRead() {
        LockSupport.parkNanos(1_000_000);
    }

    private boolean gotAfter(CountDownLatch asked, int item) {
        asked.countDown();
        return source.got(item);
    }

    @Test
    void theEndWakesAllWaiters() throws Exception {
        List<Future<Boolean>> waits = new ArrayList<>();
        CountDownLatch waiting = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            waits.add(threads.submit(() -> {
                waiting.countDown();
                return role.await(() -> false, Long.MAX_VALUE);
            }));
        }
        waiting.await();
        role.refuse(new LinkException(null, "gone", null));
        for (Future<Boolean> each : waits) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> each.get(5, TimeUnit.SECONDS))
                    .withMessageContaining("gone");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,11", "2,12", "3,13", "8,14", "16,15", "16,16"})
    void noWaiterIsForgottenHoweverWaitsPausesInterruptsAndPushMeet(int callers, long seed) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            int first = caller * 1_000_000;
            running.add(threads.submit(() -> {
                call(first, 6_000 / callers, new Random(seed * 100 + first));
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    /** Puts an item and waits for it, in many ways; fails if it does not come though it was put. */
    private void call(int first, int calls, Random random) throws InterruptedException {
        for (int i = 0; i < calls; i++) {
            int item = first + i;
            switch (random.nextInt(40)) {
                case 0 -> role.await(() -> false, System.nanoTime() + random.nextInt(12_000_000));
                case 1 -> role.prefersPush(random.nextBoolean());
                case 2 -> role.wake();
                case 3 -> {
                    Thread.currentThread().interrupt();
                    assertThatExceptionOfType(InterruptedException.class)
                            .isThrownBy(() -> role.await(() -> false, Long.MAX_VALUE));
                }
                default -> source.put(NUDGE);
            }
            source.put(item);
            assertThat(role.await(() -> source.got(item), in(10_000)))
                    .as("item %d", item)
                    .isTrue();
        }
    }

    private static long in(long millis) {
        return System.nanoTime() + Duration.ofMillis(millis).toNanos();
    }

    /** A source that a test fills; notices two readers at a time. */
    private static final class QueueSource implements ReaderRole.Source {
        private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        private final ConcurrentHashMap<Integer, Thread> got = new ConcurrentHashMap<>();
        private final AtomicBoolean inside = new AtomicBoolean();
        private volatile boolean overlapped;
        private volatile boolean ended;
        private volatile boolean finished;
        private volatile Thread reader;
        private final AtomicInteger nudges = new AtomicInteger();

        void put(int item) {
            queue.add(item);
        }

        boolean got(int item) {
            return got.containsKey(item);
        }

        Thread readerOf(int item) {
            return got.get(item);
        }

        void reset() {
            ended = false;
            finished = false;
            got.clear();
            queue.clear();
        }

        @Override
        public boolean read(int timeoutMillis) {
            overlapped |= !inside.compareAndSet(false, true);
            reader = Thread.currentThread();
            Integer item = take(timeoutMillis);
            if (item != null && item == END) {
                ended = true;
            } else if (item != null) {
                got.put(item, Thread.currentThread());
            }
            inside.set(false);
            return item != null;
        }

        /** As a socket read, it does not feel interrupts. */
        private Integer take(int timeoutMillis) {
            boolean interrupted = false;
            long wait = timeoutMillis == 0 ? 1_000_000 : timeoutMillis;
            try {
                while (true) {
                    try {
                        return queue.poll(wait, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public void finished() {
            finished = true;
        }

        @Override
        public void nudge() {
            nudges.incrementAndGet();
            put(NUDGE);
        }
    }
}
