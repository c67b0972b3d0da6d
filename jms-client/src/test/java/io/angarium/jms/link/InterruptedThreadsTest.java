package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.testing.ThreadKind;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ReplyFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An interrupt of a thread that uses a socket does not close it for the others who do. Each thread is interrupted before it begins, so that nothing depends on when an
 * interrupt comes.
 */
@Timeout(30)
class InterruptedThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** More than a socket takes while nobody reads it. */
    private static final int LARGE = 40_000_000;

    private final Recorder recorder = new Recorder();
    private ExecutorService threads;

    private void use(ThreadKind kind) {
        assumeTrue(kind.exists());
        threads = kind.executor();
    }

    @AfterEach
    void stop() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    private Future<Boolean> interrupted(Runnable work) {
        return threads.submit(() -> {
            Thread.currentThread().interrupt();
            work.run();
            return Thread.interrupted();
        });
    }

    private static void assertKeptItsFlag(Future<Boolean> done) throws Exception {
        assertThat(done.get(20, TimeUnit.SECONDS)).as("the flag is kept").isTrue();
    }

    /** Reads on when nothing more comes: then who writes waits. */
    private static void readLate(Conversation client) throws IOException {
        client.shakeHands();
        client.awaitStall();
        ManagementFrame.Manage large = client.expect(ManagementFrame.Manage.class);
        client.send(new ReplyFrame.Ok(large.correlation()));
        TestLinks.echo(client);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatWaitsToWriteHarmsNobody(ThreadKind kind) throws Exception {
        use(kind);
        try (ScriptedBroker broker = ScriptedBroker.play(InterruptedThreadsTest::readLate);
                Link link = TestLinks.open(broker, recorder)) {
            Future<Boolean> written =
                    interrupted(() -> link.send(new ManagementFrame.Manage(1, "m", Map.of("bytes", new byte[LARGE]))));
            assertThat(link.await(() -> recorder.answered(1), TestLinks.in(LONG)))
                    .isTrue();
            assertKeptItsFlag(written);
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
        assertThat(recorder.endings()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatGathersFlushesAndLeavesHarmsNobody(ThreadKind kind) throws Exception {
        use(kind);
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            for (int i = 0; i < 20; i++) {
                assertKeptItsFlag(interrupted(() -> {
                    link.sendSoon(TestLinks.request("x".repeat(1_000)));
                    link.flush();
                    link.sendAwaited(TestLinks.request());
                }));
            }
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
        assertThat(recorder.endings()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatOpensALinkGetsIt(ThreadKind kind) throws Exception {
        use(kind);
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            client.awaitStall(); // it has to wait for the answer to its hello
            client.shakeHands();
            TestLinks.echo(client);
        })) {
            assertKeptItsFlag(interrupted(() -> TestLinks.open(broker, recorder).close()));
        }
        assertThat(recorder.endings()).isZero();
    }
}
