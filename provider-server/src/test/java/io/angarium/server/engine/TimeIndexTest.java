package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TimeIndexTest {
    private final TimeIndex times = new TimeIndex();

    @Test
    void nothingIsDueInAnEmptyIndex() {
        assertThat(times.earliest()).isEqualTo(Long.MAX_VALUE);
        assertThat(times.poll(Long.MAX_VALUE - 1)).isNull();
        times.remove(Refs.ref(1, 4));
    }

    @Test
    void aMessageCanBeMovedToAnotherTime() {
        MessageRef ref = Refs.ref(1, 4);
        times.put(ref, 50);
        times.put(ref, 20);
        assertThat(times.earliest()).isEqualTo(20);
        assertThat(times.poll(19)).isNull();
        assertThat(times.poll(20)).isSameAs(ref);
        assertThat(times.poll(100)).isNull();
        assertThat(ref.timeSlot).isEqualTo(-1);
    }

    @Test
    void growsAndShrinksWithItsMessages() {
        for (int i = 1; i <= 10_000; i++) {
            times.put(Refs.ref(i, 4), 10_000 - i);
        }
        for (int i = 0; i < 10_000; i++) {
            MessageRef due = times.poll(10_000);
            assertThat(due).isNotNull();
            assertThat(due.dueAt).isEqualTo(i);
        }
        assertThat(times.earliest()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void doesWhatAListWouldDo() {
        Random random = new Random(5);
        List<MessageRef> model = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int dice = random.nextInt(10);
            if (dice < 5) {
                MessageRef ref = Refs.ref(step + 1, 4);
                times.put(ref, random.nextInt(1000));
                model.add(ref);
            } else if (dice < 7 && !model.isEmpty()) {
                times.remove(model.remove(random.nextInt(model.size())));
            } else if (dice < 8 && !model.isEmpty()) {
                times.put(model.get(random.nextInt(model.size())), random.nextInt(1000));
            } else {
                long earliest = model.stream().mapToLong(ref -> ref.dueAt).min().orElse(Long.MAX_VALUE);
                assertThat(times.earliest()).isEqualTo(earliest);
                MessageRef polled = times.poll(random.nextInt(1000));
                assertThat(polled == null || polled.dueAt == earliest).isTrue();
                model.remove(polled);
            }
        }
    }
}
