package io.angarium.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.jms.link.LinkException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application is to hear where there is no thread for it, it hears when there is one again. */
@Timeout(20)
class NotifiersWithoutMemoryTest {
    private final List<String> heard = new ArrayList<>();
    private int failures;

    /** Runs at once, but for the first failures. */
    private final Executor threads = work -> {
        if (failures > 0) {
            failures--;
            throw new OutOfMemoryError("test");
        }
        work.run();
    };

    private final ExceptionNotifier notifier = new ExceptionNotifier(threads);

    @Test
    void theEndOfAConnectionIsToldAsSoonAsThereIsAThread() {
        notifier.listener(problem -> heard.add(problem.getMessage()));
        failures = 2;
        notifier.insist(new JMSException("gone"));
        assertThat(heard).containsExactly("gone");
    }

    @Test
    void whoIsInterruptedMeanwhileIsSoAfterwards() {
        notifier.listener(problem -> heard.add(problem.getMessage()));
        failures = 2;
        Thread.currentThread().interrupt();
        notifier.insist(new JMSException("gone"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(heard).containsExactly("gone");
    }

    @Test
    void nobodyInsistsOnAConnectionThatIsBeingClosed() {
        notifier.listener(problem -> heard.add(problem.getMessage()));
        failures = Integer.MAX_VALUE;
        notifier.silence();
        notifier.insist(new JMSException("gone"));
        assertThat(heard).isEmpty();
    }

    @Test
    void whoMayTryAgainLearnsThatNobodyHasBeenTold() {
        notifier.listener(problem -> heard.add(problem.getMessage()));
        failures = 1;
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> notifier.warn(new JMSException("closed")));
        assertThat(heard).isEmpty();
        notifier.warn(new JMSException("closed"));
        assertThat(heard).containsExactly("closed");
    }

    @Test
    void aLossThatCouldNotBeToldIsToldWithTheReturn() {
        StateNotifier states = new StateNotifier(threads);
        states.listener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                heard.add(cause);
            }

            @Override
            public void connectionRestored(Duration after) {
                heard.add("back");
            }
        });
        failures = 1;
        states.lost(new LinkException(null, "broken", null));
        assertThat(heard).isEmpty();
        states.restored();
        assertThat(heard).containsExactly("broken", "back");
    }
}
