package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.testing.ScriptedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads, on JDKs that have them: made by reflection, as the code is compiled for Java 17. */
@Timeout(30)
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Recorder recorder = new Recorder();
    private ExecutorService threads;

    @BeforeEach
    void startThreads() throws ReflectiveOperationException {
        threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void theyAreRecognised() throws Exception {
        assertThat(threads.submit(() -> VirtualThreads.isVirtual(Thread.currentThread()))
                        .get())
                .isTrue();
        assertThat(VirtualThreads.isVirtual(Thread.currentThread())).isFalse();
    }

    @Test
    void manyOfThemCallAtATime() throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                calls.add(threads.submit(() -> TestLinks.call(link, recorder, LONG)));
            }
            for (Future<Boolean> call : calls) {
                assertThat(call.get()).isTrue();
            }
        }
    }

    @Test
    void anInterruptOfOneThatWaitsHarmsNobodyElse() throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            for (int i = 0; i < 50; i++) {
                CountDownLatch waiting = new CountDownLatch(1);
                Future<Boolean> wait = threads.submit(() -> link.await(
                        () -> {
                            waiting.countDown();
                            return false;
                        },
                        Long.MAX_VALUE));
                waiting.await();
                wait.cancel(true);
                assertThatExceptionOfType(CancellationException.class).isThrownBy(wait::get);
                assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
            }
        }
        assertThat(recorder.endings()).isZero();
    }
}
