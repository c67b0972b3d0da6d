package io.angarium.server.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.host.Caller;
import io.angarium.server.host.Input;
import io.angarium.server.host.InputDoor;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class GatheringTest {
    private static final long APART = 50_000;

    private long now = 1_000_000;
    private final Door door = new Door();
    private final Gathering gathering = new Gathering(door, 7, () -> now);

    /** An engine that is run only when asked to. */
    private static final class Door implements InputDoor {
        private final List<Input.Frames> waiting = new ArrayList<>();
        private final List<List<Frame>> brought = new ArrayList<>();
        private final List<Caller> callers = new ArrayList<>();
        private final List<Runnable> reminders = new ArrayList<>();

        @Override
        public void enqueue(Input input) {
            waiting.add((Input.Frames) input);
        }

        @Override
        public void serve(Caller caller) {
            waiting.forEach(input -> brought.add(input.frames()));
            waiting.clear();
            callers.add(caller);
        }

        @Override
        public void remind(Runnable reminder) {
            reminders.add(reminder);
        }
    }

    @Test
    void framesThatComeApartGoEachAtOnce() {
        for (int i = 0; i < 3; i++) {
            gathering.sendSoon(frame(i));
            assertThat(door.brought).hasSize(i + 1).last().isEqualTo(frames(i, i + 1));
            now += APART;
        }
        assertThat(door.reminders).isEmpty();
    }

    @Test
    void framesOfABurstGoTogetherAsSoonAsThereAreMany() {
        for (int i = 0; i < 1 + 64 + 5; i++) {
            gathering.sendSoon(frame(i));
            now += APART - 1;
        }
        assertThat(door.brought).containsExactly(frames(0, 1), frames(1, 65));
        gathering.flush();
        assertThat(door.brought).last().isEqualTo(frames(65, 70));
        gathering.flush();
        assertThat(door.brought).hasSize(3);
    }

    @Test
    void aFrameThatMustGoNowTakesWithItWhatWasGatheredBefore() {
        gathering.sendSoon(frame(0));
        gathering.sendSoon(frame(1));
        gathering.send(frame(2));
        assertThat(door.brought).containsExactly(frames(0, 1), frames(1, 3));
        assertThat(door.callers).containsOnly(Caller.APPLICATION);
    }

    @Test
    void whatNobodyFlushesGoesByAReminderOnAThreadOfTheBrokers() {
        gathering.sendSoon(frame(0));
        gathering.sendSoon(frame(1));
        gathering.sendSoon(frame(2));
        assertThat(door.reminders).hasSize(1);
        door.reminders.get(0).run();
        assertThat(door.brought).containsExactly(frames(0, 1), frames(1, 3));
        assertThat(door.callers).last().isEqualTo(Caller.BROKER);
        gathering.sendSoon(frame(3));
        assertThat(door.reminders).as("for what was gathered since").hasSize(2);
        door.reminders.get(1).run();
        assertThat(door.brought).last().isEqualTo(frames(3, 4));
    }

    private static Frame frame(long token) {
        return new ConnectionFrame.Ping(token);
    }

    private static List<Frame> frames(long from, long to) {
        return LongStream.range(from, to).mapToObj(GatheringTest::frame).toList();
    }
}
