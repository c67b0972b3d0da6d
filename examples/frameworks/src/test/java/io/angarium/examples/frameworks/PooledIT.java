package io.angarium.examples.frameworks;

import io.angarium.examples.frameworks.pooled.PooledOrders;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool of connections to a broker that is killed. */
@Timeout(120)
class PooledIT {
    @TempDir
    private Path folder;

    private final Orders orders = new Orders();
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void whatIsBorrowedAfterAKillWorks() throws InterruptedException {
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            broker.start();
            try (PooledOrders pooled = new PooledOrders(broker.url())) {
                Thread taker = new Thread(() -> takeAll(pooled), "taker");
                taker.start();
                try {
                    new KillInTheMiddle(broker, orders).run(pooled::send);
                } finally {
                    end.countDown();
                    taker.join();
                }
            }
        }
    }

    private void takeAll(PooledOrders pooled) {
        try {
            while (end.getCount() > 0) {
                try {
                    pooled.take(this::handle);
                } catch (JMSRuntimeException brokerIsAway) {
                    end.await(50, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Message order) {
        try {
            orders.handle(order.getBody(String.class), order.getJMSRedelivered());
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
