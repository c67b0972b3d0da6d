package io.angarium.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.task.TaskWorker;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code that {@code docs/tasks.md} shows does what the page says. */
@Timeout(60)
class ReceiptsTest {
    @Test
    void receiptsAreWrittenMailedPlannedAndCounted() throws Exception {
        Receipts receipts = new Receipts(new AngariumConnectionFactory("vm://receipts?prefetch=0"));
        try (TaskWorker worker = receipts.work()) {
            assertThat(worker).isNotNull();
            assertThat(receipts.receipt(4711, 12)).isEqualTo("mailed: order 4711, 12 EUR");
            assertThat(receipts.planned(Instant.now().plusSeconds(3600)))
                    .as("certain, although it waits for its moment")
                    .isFalse();
            assertThat(receipts.all()).isEqualTo("2 receipts");
        }
    }
}
