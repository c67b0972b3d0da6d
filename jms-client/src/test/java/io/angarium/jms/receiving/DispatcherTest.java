package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.FrameRouter;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.SessionFrame;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DispatcherTest {
    private final FrameRouter router = new FrameRouter();
    private final FakeBroker broker = new FakeBroker(router);
    private final Channel channel = new Channel(broker, router, Duration.ofSeconds(10));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private final DispatchSource failing = new DispatchSource() {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public boolean runOne() {
            throw new OutOfMemoryError("test");
        }

        @Override
        public void broken(JMSException cause) {
            end.complete(cause.getMessage());
        }
    };

    private Dispatcher dispatcher(Consumer<JMSException> problems) {
        return new Dispatcher(channel, "session-1", new IndividualAcknowledger(channel, 1), problems);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aThreadThatFailsEndsItsConnectionAndSaysWhyHoweverOftenThereIsNoMemoryForThat(int failures) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Dispatcher dispatcher = dispatcher(problem -> {
            if (tries.incrementAndGet() <= failures) {
                throw new OutOfMemoryError("test");
            }
            told.add(problem.getMessage());
        });
        dispatcher.add(failing);
        String why = "the connection is closed, because session-1 failed: java.lang.OutOfMemoryError: test";
        assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(why);
        assertThat(told).containsExactly(why);
        assertThatThrownBy(() -> channel.send(new SessionFrame.OpenSession(2))).isInstanceOf(JMSException.class);
        dispatcher.stop();
    }

    @Test
    void aSessionThatIsClosedDoesNotWaitUntilItsEndCouldBeTold() throws Exception {
        CompletableFuture<Void> tried = new CompletableFuture<>();
        Dispatcher dispatcher = dispatcher(problem -> {
            tried.complete(null);
            throw new OutOfMemoryError("test");
        });
        dispatcher.add(failing);
        tried.get(10, TimeUnit.SECONDS);
        dispatcher.stop();
        assertThat(end).isNotDone();
    }
}
