package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class DeliveryGateTest {
    /** A thread for each call: the common pool may have a single one, and these calls block. */
    private static final Executor THREADS = call -> {
        Thread thread = new Thread(call, "gate-test");
        thread.setDaemon(true);
        thread.start();
    };

    private final DeliveryGate gate = new DeliveryGate();

    private CompletableFuture<Void> async(AutoCloseable call) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        call.close();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                THREADS);
    }

    @Test
    void nothingPassesUntilItIsOpenOrAfterItIsClosed() throws JMSException {
        assertThat(gate.enter("consumer")).isFalse();
        gate.open();
        assertThat(gate.enter("consumer")).isTrue();
        assertThat(gate.insideHere()).isTrue();
        gate.leave();
        gate.shut();
        assertThat(gate.enter("consumer")).isFalse();
        gate.open();
        gate.close();
        assertThat(gate.enter("consumer")).isFalse();
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void whoShutsItWaitsForTheDeliveryInProgressUnlessItIsTheirOwn() throws Exception {
        gate.open();
        assertThat(gate.enter("consumer")).isTrue();
        gate.shut();
        gate.open();
        CompletableFuture<Void> shut = async(gate::shut);
        CompletableFuture<Void> consumerClosed = async(() -> gate.awaitOutside("consumer"));
        async(() -> gate.awaitOutside("other")).get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> shut.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(consumerClosed).isNotDone();
        gate.leave();
        shut.get(10, TimeUnit.SECONDS);
        consumerClosed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptedWaitKeepsTheFlag() throws JMSException {
        gate.open();
        CompletableFuture<Boolean> entered = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return gate.enter("consumer");
                    } catch (JMSException e) {
                        throw new AssertionError(e);
                    }
                },
                THREADS);
        assertThat(entered.join()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(gate::shut).isInstanceOf(JMSException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
