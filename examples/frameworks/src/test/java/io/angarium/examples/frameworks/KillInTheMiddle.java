package io.angarium.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The story of all tests here: an application sends and receives orders through its framework, the broker is killed and started again, and
 * the application goes on. Nobody repeats what may have been done.
 */
final class KillInTheMiddle {
    private static final int ORDERS = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final BrokerProcess broker;
    private final Orders orders;

    KillInTheMiddle(BrokerProcess broker, Orders orders) {
        this.broker = broker;
        this.orders = orders;
    }

    /**
     * Runs it while somebody receives into {@link Orders}.
     *
     * @param send sends one order and returns when it is confirmed
     */
    void run(Consumer<String> send) {
        ExecutorService sender = Executors.newSingleThreadExecutor(task -> new Thread(task, "sender"));
        try {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(send), sender);
            await().atMost(PATIENCE)
                    .until(() ->
                            orders.confirmedCount() >= ORDERS / 2 && orders.receivedCount() >= Orders.BEFORE_THE_KILL);
            broker.kill();
            int confirmedBefore = orders.confirmedCount();
            int receivedBefore = orders.receivedCount();
            orders.brokerWasKilled();
            assertThat(sent).as("sent before the broker was killed").isNotDone();
            broker.start();
            assertThat(sent).succeedsWithin(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(orders.lost()).as("confirmed and lost").isEmpty());
            System.out.printf(
                    "%d confirmed and %d received before the kill, %d came back%n",
                    confirmedBefore, receivedBefore, orders.cameBack());
        } finally {
            sender.shutdownNow();
        }
        assertThat(orders.cameBack()).as("orders in open transactions").isPositive();
        assertThat(orders.unexplained()).as("came twice without a reason").isEmpty();
    }

    private void sendAll(Consumer<String> send) {
        for (int i = 0; i < ORDERS; i++) {
            String order = "order " + i;
            send.accept(order);
            orders.confirmed(order);
        }
    }
}
