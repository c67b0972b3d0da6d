package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.ra.container.Beans;
import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.inbound.AngariumActivationSpec;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Transactions that time out at any moment of a delivery. The seed is printed; the property {@code timeouts.seed} takes it back. */
class TimeoutsTest extends BrokerBased {
    private static final int MESSAGES = 1_000;
    private static final int LONGEST_NANOS = 2_000_000;

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void noMessageIsLostAndNoneIsWorkedOnTwice() throws Exception {
        long seed = Long.getLong("timeouts.seed", System.nanoTime());
        System.out.println("timeouts.seed=" + seed);
        Random random = new Random(seed);
        ExecutorService reaper = Executors.newCachedThreadPool();
        Beans beans = new Beans(true, message -> true);
        beans.whenBegun(timeOut -> {
            double late;
            synchronized (random) {
                late = random.nextInt(4) == 0 ? Math.pow(LONGEST_NANOS, random.nextDouble()) : 0;
            }
            if (late > 0) {
                reaper.execute(() -> {
                    spin((long) late);
                    timeOut.run();
                });
            }
        });
        AngariumActivationSpec spec = new AngariumActivationSpec();
        spec.setDestination("q");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setResourceAdapter(adapter);
        spec.setMaxSessions("4");
        spec.setRedeliveryDelay("1ms");
        spec.setMaxRedeliveryDelay("1ms");
        spec.setFailuresBeforePause("0");
        adapter.endpointActivation(beans, spec);
        String[] texts =
                IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toArray(String[]::new);
        put("q", texts);
        await().atMost(SOON, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(beans.texts()).containsExactlyInAnyOrder(texts));
        adapter.endpointDeactivation(beans, spec);
        reaper.shutdown();
        assertThat(nothingIn("q")).isTrue();
    }
}
