package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.engine.Configuration.Content;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ConfigurationDeskTest {

    @Test
    void whoAsksWhileItIsReadIsToldOfALaterReading() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<Long> fulfilled = new ArrayBlockingQueue<>(10);
        ConfigurationDesk desk = new ConfigurationDesk(new ConfigurationDesk.Source() {
            @Override
            public Map<String, String> inForce() {
                return Map.of();
            }

            @Override
            public ConfigurationDesk.Reading read(long wish, Map<String, String> before) {
                reading.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return new ConfigurationDesk.Reading(new Content(wish, "no use", null, false, List.of()), before);
            }
        });
        desk.listener(content -> fulfilled.add(content.wish()));
        assertThat(desk.read()).isEqualTo(1);
        reading.await();
        assertThat(desk.read()).isEqualTo(2);
        assertThat(desk.read()).isEqualTo(3);
        goOn.countDown();
        assertThat(fulfilled.take()).isEqualTo(1);
        assertThat(fulfilled.take()).as("one reading for both").isEqualTo(3);
    }
}
