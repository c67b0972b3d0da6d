package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutstandingTest {
    private final Outstanding outstanding = new Outstanding(0);

    @Test
    void tagsCountFromOne() {
        assertThat(outstanding.highest()).isZero();
        assertThat(outstanding.add(Refs.ref(5, 4))).isEqualTo(1);
        assertThat(outstanding.add(Refs.ref(6, 4))).isEqualTo(2);
        assertThat(outstanding.highest()).isEqualTo(2);
        assertThat(outstanding.lowest()).isEqualTo(1);
    }

    @Test
    void tagsThatAreNotOutstandingGiveNothing() {
        long tag = outstanding.add(Refs.ref(5, 4));
        assertThat(outstanding.remove(0)).isNull();
        assertThat(outstanding.remove(-1)).isNull();
        assertThat(outstanding.remove(2)).isNull();
        assertThat(outstanding.remove(Long.MAX_VALUE)).isNull();
        assertThat(outstanding.remove(tag)).isNotNull();
        assertThat(outstanding.remove(tag)).isNull();
    }

    @Test
    void doesWhatAMapWouldDo() {
        Random random = new Random(3);
        TreeMap<Long, MessageRef> model = new TreeMap<>();
        for (int step = 0; step < 50_000; step++) {
            if (random.nextInt(100) < (step / 10_000 % 2 == 0 ? 55 : 45)) {
                MessageRef ref = Refs.ref(step + 1, 4);
                model.put(outstanding.add(ref), ref);
            } else if (!model.isEmpty()) {
                long span = outstanding.highest() - outstanding.lowest() + 1;
                long tag = random.nextInt(4) == 0 ? outstanding.lowest() + random.nextLong(span) : model.firstKey();
                assertThat(outstanding.remove(tag)).isSameAs(model.remove(tag));
            }
            assertThat(outstanding.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(outstanding.lowest()).isEqualTo(model.firstKey());
            }
        }
    }
}
