package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class MessageOrderTest {
    private static final Comparator<MessageRef> BY_PLACE =
            Comparator.comparingInt(MessageRef::priority).reversed().thenComparingLong(MessageRef::sequence);

    private final MessageOrder order = new MessageOrder(Integer.MAX_VALUE);

    /** What a cursor should see, the slow way: everything that it has not looked at, or that came back since. */
    private static final class NaiveCursor {
        private final TreeSet<MessageRef> unseen = new TreeSet<>(BY_PLACE);
        private final long[] passed = new long[MessageOrder.PRIORITIES];
        private final boolean goesBack;

        NaiveCursor(TreeSet<MessageRef> all, boolean goesBack) {
            this.goesBack = goesBack;
            unseen.addAll(all);
        }

        @Nullable
        MessageRef peek() {
            return unseen.isEmpty() ? null : unseen.first();
        }

        void skip(MessageRef ref) {
            unseen.remove(ref);
            passed[ref.priority()] = Math.max(passed[ref.priority()], ref.sequence());
        }

        void added(MessageRef ref) {
            if (goesBack || ref.sequence() > passed[ref.priority()]) {
                unseen.add(ref);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatASortedSetWouldDo(int seed) {
        Random random = new Random(seed);
        TreeSet<MessageRef> model = new TreeSet<>(BY_PLACE);
        List<MessageRef> out = new ArrayList<>();
        List<OrderCursor> cursors = new ArrayList<>();
        List<NaiveCursor> naive = new ArrayList<>();
        long sequence = 0;
        for (int step = 0; step < 20_000; step++) {
            int dice = random.nextInt(100);
            if (dice < 40) {
                add(Refs.ref(++sequence, random.nextInt(seed % 3 == 0 ? 10 : 2)), model, naive);
            } else if (dice < 60 && !model.isEmpty()) {
                MessageRef ref = dice < 55 ? model.first() : model.floor(Refs.ref(random.nextLong(sequence) + 1, 0));
                if (ref != null) {
                    order.remove(ref);
                    model.remove(ref);
                    naive.forEach(cursor -> cursor.unseen.remove(ref));
                    out.add(ref);
                }
            } else if (dice < 75 && !out.isEmpty()) {
                add(out.remove(random.nextInt(out.size())), model, naive);
            } else if (dice < 98) {
                for (int i = 0; i < cursors.size(); i++) {
                    MessageRef at = naive.get(i).peek();
                    assertThat(cursors.get(i).peek()).isSameAs(at);
                    if (at != null && random.nextBoolean()) {
                        cursors.get(i).skip(at);
                        naive.get(i).skip(at);
                    }
                }
            } else if (cursors.size() < 4) {
                boolean goesBack = random.nextBoolean();
                cursors.add(order.cursor(goesBack));
                naive.add(new NaiveCursor(model, goesBack));
            }
            assertThat(order.size()).isEqualTo(model.size());
            assertThat(order.first()).isSameAs(model.isEmpty() ? null : model.first());
        }
        assertThat(walk()).containsExactlyElementsOf(model);
    }

    private void add(MessageRef ref, TreeSet<MessageRef> model, List<NaiveCursor> naive) {
        order.add(ref);
        model.add(ref);
        naive.forEach(cursor -> cursor.added(ref));
    }

    private List<MessageRef> walk() {
        List<MessageRef> all = new ArrayList<>();
        for (int priority = MessageOrder.PRIORITIES - 1; priority >= 0; priority--) {
            MessageRef before = null;
            for (MessageRef at = order.head(priority); at != null; at = at.next) {
                assertThat(at.previous).isSameAs(before);
                all.add(at);
                before = at;
            }
        }
        return all;
    }

    @Test
    void returnsIntoALongQueueAreNotSlow() {
        int many = 200_000;
        MessageRef[] refs = new MessageRef[many];
        for (int i = 0; i < many; i++) {
            refs[i] = Refs.ref(i + 1, 4);
            order.add(refs[i]);
        }
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            MessageRef ref = refs[random.nextInt(many)];
            order.remove(ref);
            order.add(ref);
        }
        assertThat(order.size()).isEqualTo(many);
    }

    @Test
    void landmarksThatWereLostAreReplaced() {
        for (int i = 1; i <= 10_000; i++) {
            order.add(Refs.ref(2L * i, 4));
        }
        for (MessageRef at = order.head(4); at != null; ) {
            MessageRef next = at.next;
            if (at.landmark) {
                order.remove(at);
            }
            at = next;
        }
        for (long odd = 19_999; odd > 0; odd -= 200) {
            order.add(Refs.ref(odd, 4));
        }
        assertThat(walk()).isSortedAccordingTo(BY_PLACE);
    }

    /** Messages 13 to 16: a cursor has passed 13 and 15, 14 has come back, and all others are parked. */
    private ParkedRun parkAround(OrderCursor cursor, MessageRef[] refs, int passed) {
        for (MessageRef ref : refs) {
            order.add(ref);
        }
        for (int i = 0; i < passed; i++) {
            cursor.skip(refs[i]);
        }
        order.remove(refs[1]);
        order.add(refs[1]);
        assertThat(order.cursorWants(refs[1])).isTrue();
        List<MessageRef> others = List.of(refs[0], refs[2], refs[3]);
        MessageQueue queue = refs[0].queue();
        ParkedRun.Contents contents =
                new ParkedRun.Contents(3, 3, 3, new Rank(13, 13), new Rank(16, 16), 13, 16, 0, List.of(), false);
        ParkedRun run = new ParkedRun(queue, 4, new ListRecord(queue, 100, 100, 10), contents, false);
        run.sequence(13);
        order.park(run, others);
        return run;
    }

    private static MessageRef[] thirteenToSixteen() {
        return new MessageRef[] {Refs.ref(13, 4), Refs.ref(14, 4), Refs.ref(15, 4), Refs.ref(16, 4)};
    }

    @Test
    void whatCameBackBetweenParkedMessagesIsSeenOnceWhenTheyAreLoaded() {
        OrderCursor cursor = order.cursor(true);
        MessageRef[] refs = thirteenToSixteen();
        ParkedRun run = parkAround(cursor, refs, 3);
        assertThat(cursor.peek()).isSameAs(run);
        order.load(run, List.of(refs[0], refs[2], refs[3]));
        assertThat(cursor.peek()).isSameAs(refs[1]);
        order.remove(refs[1]);
        assertThat(cursor.peek())
                .as("14 has been delivered, 15 had been looked at")
                .isSameAs(refs[3]);
        assertThat(walk()).containsExactly(refs[0], refs[2], refs[3]);
    }

    @Test
    void whatCameBackBehindARunIsSeenOnceAfterGoingBackIntoIt() {
        OrderCursor cursor = order.cursor(true);
        MessageRef[] refs = thirteenToSixteen();
        ParkedRun run = parkAround(cursor, refs, 4);
        assertThat(cursor.peek()).isSameAs(refs[1]);
        cursor.rewind(15, List.of(run));
        assertThat(cursor.peek()).isSameAs(run);
        order.load(run, List.of(refs[0], refs[2], refs[3]));
        assertThat(cursor.peek()).isSameAs(refs[1]);
        cursor.skip(refs[1]);
        assertThat(cursor.peek()).as("14 has been looked at").isSameAs(refs[2]);
        assertThat(order.cursorWants(refs[1])).isFalse();
    }

    @Test
    void whereACursorStandsIsKnownAtOnceHoweverMuchCameBack() {
        int many = 100_000;
        OrderCursor cursor = order.cursor(true);
        for (int i = 1; i <= many; i++) {
            MessageRef ref = Refs.ref(i, i % 10);
            order.add(ref);
            cursor.skip(ref);
            order.remove(ref);
            order.add(ref);
        }
        long sum = 0;
        for (MessageRef ref = cursor.peek(); ref != null; ref = cursor.peek()) {
            sum += cursor.position();
            cursor.skip(ref);
        }
        assertThat(sum).isBetween((long) many, 3L * many + many / 10L * many);
        assertThat(cursor.position()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aClosedCursorIsForgotten() {
        OrderCursor cursor = order.cursor(true);
        cursor.close();
        order.add(Refs.ref(1, 4));
        assertThat(cursor.peek()).isNull();
    }
}
