package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OutstandingTest {
    private final Outstanding outstanding = new Outstanding(0);

    @Test
    void tagsCountFromOne() {
        assertThat(outstanding.highest()).isZero();
        assertThat(outstanding.add(Refs.ref(5, 4))).isEqualTo(1);
        assertThat(outstanding.add(Refs.ref(6, 4))).isEqualTo(2);
        assertThat(outstanding.highest()).isEqualTo(2);
        assertThat(outstanding.next(0, 3_000_000)).isEqualTo(1);
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
    void oneOpenAmongMillionsSettledTakesNoMoreThanItself() {
        MessageRef stuck = Refs.ref(1, 4);
        long tag = outstanding.add(stuck);
        for (int i = 2; i <= 3_000_000; i++) {
            outstanding.remove(outstanding.add(Refs.ref(i, 4)));
        }
        assertThat(outstanding.capacity()).isLessThan(100);
        assertThat(outstanding.get(tag)).isSameAs(stuck);
        assertThat(outstanding.next(0, 3_000_000)).isEqualTo(tag);
        assertThat(outstanding.next(tag + 1, Long.MAX_VALUE)).isEqualTo(Outstanding.NONE_ABOVE);
        assertThat(outstanding.previous(3_000_000, 0)).isEqualTo(tag);
        assertThat(outstanding.remove(tag)).isSameAs(stuck);
        assertThat(outstanding.size()).isZero();
    }

    @Test
    void whatStaysOpenHereAndThereTakesRoomByItsNumber() {
        int open = 0;
        for (int i = 1; i <= 1_000_000; i++) {
            long tag = outstanding.add(Refs.ref(i, 4));
            if (i % 100 == 0) {
                open++;
            } else {
                outstanding.remove(tag);
            }
        }
        assertThat(outstanding.size()).isEqualTo(open);
        assertThat(outstanding.capacity()).isLessThan(4 * open);
        int[] seen = {0};
        outstanding.each(ref -> seen[0]++);
        assertThat(seen[0]).isEqualTo(open);
        for (long tag = outstanding.previous(Long.MAX_VALUE, 1);
                tag != Outstanding.NONE_BELOW;
                tag = outstanding.previous(tag - 1, 1)) {
            outstanding.remove(tag);
        }
        assertThat(outstanding.size()).isZero();
    }

    /** A look at all the gaps beside each would be a million million looks. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachOfManyThatStayOpenIsTakenForTheSamePriceInAnyOrder(boolean youngestFirst) {
        int many = 1_000_000;
        MessageRef ref = Refs.ref(1, 4);
        for (int i = 1; i <= 5 * many; i++) {
            long tag = outstanding.add(ref);
            if (i % 5 != 0) {
                outstanding.remove(tag);
            }
        }
        int[] taken = {0};
        for (long i = 1; i <= many; i++) {
            long tag = 5 * (youngestFirst ? many + 1 - i : i);
            outstanding.take(tag, tag, false, one -> taken[0]++);
            outstanding.remove(outstanding.add(ref));
        }
        assertThat(taken[0]).isEqualTo(many);
        assertThat(outstanding.size()).isZero();
    }

    @Test
    void tagsThatAreLeftOutAreNeverOutstanding() {
        for (int i = 0; i < 1_000; i++) {
            outstanding.skip();
        }
        long first = outstanding.add(Refs.ref(1, 4));
        for (int i = 0; i < 1_000; i++) {
            outstanding.skip();
        }
        long second = outstanding.add(Refs.ref(2, 4));
        assertThat(first).isEqualTo(1_001);
        assertThat(outstanding.next(1, first)).isEqualTo(first);
        assertThat(outstanding.next(first + 1, 5_000)).isEqualTo(second).isEqualTo(2_002);
        assertThat(outstanding.get(1_500)).isNull();
    }

    @Test
    void doesWhatAMapWouldDo() {
        Random random = new Random(3);
        TreeMap<Long, MessageRef> model = new TreeMap<>();
        for (int step = 0; step < 100_000; step++) {
            int adding = step / 10_000 % 3 == 0 ? 55 : step / 10_000 % 3 == 1 ? 45 : 52;
            if (random.nextInt(100) < adding) {
                MessageRef ref = Refs.ref(step + 1, 4);
                model.put(outstanding.add(ref), ref);
            } else if (!model.isEmpty()) {
                long tag = tag(random, model);
                assertThat(outstanding.get(tag)).isSameAs(model.get(tag));
                assertThat(outstanding.remove(tag)).isSameAs(model.remove(tag));
            }
            assertThat(outstanding.size()).isEqualTo(model.size());
            long at = random.nextLong(outstanding.highest() + 2);
            long reach = random.nextInt(50);
            Long next = model.ceilingKey(at);
            Long previous = model.floorKey(at);
            assertThat(outstanding.next(at, at + reach))
                    .isEqualTo(next == null || next > at + reach ? Outstanding.NONE_ABOVE : next);
            assertThat(outstanding.previous(at, at - reach))
                    .isEqualTo(previous == null || previous < at - reach ? Outstanding.NONE_BELOW : previous);
            if (random.nextInt(20) == 0) {
                boolean backwards = random.nextBoolean();
                NavigableMap<Long, MessageRef> some = model.subMap(at, true, at + reach, true);
                List<MessageRef> taken = new ArrayList<>();
                assertThat(outstanding.take(at, at + reach, backwards, taken::add))
                        .isEqualTo(some.size());
                assertThat(taken).containsExactlyElementsOf((backwards ? some.descendingMap() : some).values());
                some.clear();
            }
        }
        List<MessageRef> all = new ArrayList<>();
        outstanding.each(all::add);
        assertThat(all).containsExactlyElementsOf(model.values());
    }

    /** Mostly the youngest, so that old ones stay. */
    private long tag(Random random, TreeMap<Long, MessageRef> model) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return random.nextLong(outstanding.highest() + 2);
        }
        return dice < 10 ? model.lastKey() : dice < 12 ? model.firstKey() : model.ceilingKey(middle(random, model));
    }

    private static long middle(Random random, TreeMap<Long, MessageRef> model) {
        return random.nextLong(model.firstKey(), model.lastKey() + 1);
    }
}
