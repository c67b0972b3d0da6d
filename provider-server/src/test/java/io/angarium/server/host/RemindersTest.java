package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class RemindersTest {
    private final Reminders reminders = new Reminders();
    private final List<String> done = new ArrayList<>();

    @Test
    void theFirstOneMakesTheAppointmentForAll() {
        assertThat(reminders.dueAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(reminders.add(() -> done.add("first"), 100)).isTrue();
        assertThat(reminders.add(() -> done.add("second"), 100)).isFalse();
        assertThat(reminders.dueAt()).isEqualTo(101);
        reminders.run(100);
        assertThat(done).isEmpty();
        reminders.run(101);
        assertThat(done).containsExactly("first", "second");
        assertThat(reminders.dueAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(reminders.add(() -> done.add("third"), 102)).isTrue();
    }

    @Test
    void oneThatIsAddedWhileTheyAreDoneIsDoneTheNextTime() {
        reminders.add(() -> reminders.add(() -> done.add("added"), 101), 100);
        reminders.run(101);
        assertThat(done).isEmpty();
        assertThat(reminders.dueAt()).isEqualTo(102);
        reminders.run(102);
        assertThat(done).containsExactly("added");
    }

    @Test
    void aClockThatWasSetBackDelaysNothing() {
        reminders.add(() -> done.add("early"), 1_000_000);
        reminders.run(10);
        assertThat(done).containsExactly("early");
    }
}
