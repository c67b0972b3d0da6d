package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.server.engine.Identity;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.LogCapture;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineHostTest {
    private static final int THREADS = 8;
    private static final int BATCHES = 4_000;
    private static final List<Input> LISTS = Fetchings.lists(5);

    private final OutputCollector outputs = new OutputCollector();
    private final FakeForcePoint journal = new FakeForcePoint();
    private final FakeMachine machine = new FakeMachine(outputs, journal);
    private final EngineHost host =
            new EngineHost(machine, outputs, journal, ForcePolicy.DEFAULT, System::currentTimeMillis);

    @BeforeEach
    void start() {
        host.start();
    }

    @AfterEach
    void stop() {
        journal.thaw();
        journal.endSeal();
        host.stop();
        assertThat(machine.overlapped).as("two threads in the engine").isFalse();
        assertThat(machine.answeredTooEarly).as("answered before the force").isFalse();
        assertThat(journal.closed()).isTrue();
    }

    @Test
    void noBatchIsLostAndOrderIsKeptWhateverThreadsBringInput() throws InterruptedException {
        List<FakeOutlet> outlets = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int t = 0; t < THREADS; t++) {
            FakeOutlet outlet = new FakeOutlet();
            outlets.add(outlet);
            long connection = connect(outlet);
            Caller caller = t % 2 == 0 ? Caller.BROKER : Caller.APPLICATION;
            threads.add(new Thread(() -> pingMany(connection, caller, go), "bringer-" + t));
        }
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        await().atMost(20, TimeUnit.SECONDS).until(() -> outlets.stream()
                .allMatch(outlet -> outlet.written().size() == BATCHES));
        assertThat(machine.applied).isEqualTo((long) THREADS * BATCHES);
        for (FakeOutlet outlet : outlets) {
            assertThat(outlet.written())
                    .containsExactlyElementsOf(LongStream.range(0, BATCHES)
                            .<Frame>mapToObj(ConnectionFrame.Pong::new)
                            .toList());
        }
    }

    @Test
    void aThreadOfTheBrokersForcesByItselfWhenTheJournalIsIdle() {
        FakeForcePoint files = new FakeForcePoint();
        EngineHost alone = withoutThreads(files);
        FakeOutlet outlet = new FakeOutlet();
        ping(alone, connect(alone, outlet), Caller.BROKER, 1);
        assertThat(outlet.written()).containsExactly(new ConnectionFrame.Pong(1));
        assertThat(files.forcers()).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void anApplicationsThreadNeverForces() {
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        for (int i = 0; i < 1_000; i++) {
            ping(connection, Caller.APPLICATION, i);
        }
        await().until(() -> outlet.written().size() == 1_000);
        assertThat(journal.forcers()).containsExactly("angarium-forcer");
    }

    @Test
    void anApplicationsThreadLeavesInputThatCouldTouchAFileToTheBrokersThreads() {
        long connection = connect(new FakeOutlet());
        journal.room(1_000);
        untilAppliedHere(() -> submit(connection, new ConnectionFrame.Ping(1), 999));
        long before = machine.applied;
        submit(connection, new ConnectionFrame.Ping(2), 1_000);
        await().until(() -> machine.applied == before + 1);
        assertThat(machine.lastThread).startsWith("angarium-");
    }

    @Test
    void anApplicationsThreadLeavesACommitToTheBrokersThreadsWhateverItsSize() {
        long connection = connect(new FakeOutlet());
        untilAppliedHere(() -> submit(connection, new SessionFrame.OpenSession(1)));
        long before = machine.applied;
        submit(connection, new TransactionFrame.Commit(1, 1, 1));
        await().until(() -> machine.applied == before + 1);
        assertThat(machine.lastThread).startsWith("angarium-");
    }

    @Test
    void anApplicationsThreadLeavesWhatWasReadToTheBrokersThreads() {
        long before = machine.applied;
        host.submit(new Input.Fetched(1, 1, new byte[1]), Caller.APPLICATION);
        await().until(() -> machine.applied == before + 1);
        assertThat(machine.lastThread).startsWith("angarium-");
    }

    /** Whoever has the engine at the moment applies what others bring: so it may take more than once. */
    private void untilAppliedHere(Runnable submission) {
        await().pollInSameThread().until(() -> {
            long before = machine.applied;
            submission.run();
            await().until(() -> machine.applied == before + 1);
            return machine.lastThread.equals(Thread.currentThread().getName());
        });
    }

    private void submit(long connection, Frame frame, int bytes) {
        host.submit(new Input.Frames(connection, List.of(frame), bytes), Caller.APPLICATION);
    }

    private void submit(long connection, Frame frame) {
        host.submit(new Input.Frames(connection, List.of(frame), 0), Caller.APPLICATION);
    }

    @Test
    void inputWaitsWhileTooMuchWaitsToBeForced() {
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        journal.congestion(10);
        journal.freeze();
        for (int i = 0; i < 25; i++) {
            ping(connection, Caller.APPLICATION, -1);
        }
        await().until(() -> !journal.idle());
        assertThat(machine.applied).isEqualTo(10);
        journal.thaw();
        await().until(() -> machine.applied == 25);
    }

    @Test
    void noListIsBroughtWhileAnotherWaitsToBeTakenIn() {
        journal.congestion(0);
        journal.wanted(LISTS);
        host.turn();
        await().until(() -> journal.brought() > 0);
        for (int i = 0; i < 1_000; i++) {
            host.turn(); // whoever ends a round calls the fetcher
        }
        assertThat(journal.brought()).isEqualTo(1);
        journal.congestion(Long.MAX_VALUE);
        host.turn();
        await().until(() -> machine.fetched == LISTS.size());
    }

    @Test
    void anEngineThatGivesUpOnTheJournalStopsTheBroker() {
        FakeOutlet outlet = new FakeOutlet();
        try (LogCapture log = new LogCapture()) {
            machine.givenUp = "no room for an acknowledgement";
            ping(connect(outlet), Caller.BROKER, 1);
            await().until(() -> host.failure().isDone());
            assertThat(log.errors()).containsExactly("no room for an acknowledgement");
        }
        assertThat(outlet.ended()).isTrue();
        assertThat(host.failure()).isCompletedWithValueMatching(failure -> failure.code() == ErrorCode.JOURNAL_FAILED);
    }

    @Test
    void aSlowDiskIsLeftToTheForcer() {
        journal.lastForceNanos(2_000_000);
        FakeOutlet outlet = new FakeOutlet();
        ping(connect(outlet), Caller.BROKER, 1);
        await().until(() -> outlet.written().size() == 1);
        assertThat(journal.forcers()).containsExactly("angarium-forcer");
    }

    @Test
    void manyThatWaitAreLeftToTheForcer() {
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        int many = ForcePolicy.DEFAULT.maxHeld() + 1;
        List<Frame> pings = LongStream.range(0, many)
                .<Frame>mapToObj(ConnectionFrame.Ping::new)
                .toList();
        host.submit(new Input.Frames(connection, pings, 0), Caller.BROKER);
        await().until(() -> outlet.written().size() == many);
        assertThat(journal.forcers()).containsExactly("angarium-forcer");
        assertThat(journal.forces()).isEqualTo(1);
    }

    @Test
    void nothingIsAnsweredWhileTheForceHangsAndOthersAreServed() {
        journal.freeze();
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        ping(connection, Caller.APPLICATION, 1);
        await().until(() -> !journal.idle());
        ping(connection, Caller.BROKER, 2);
        assertThat(machine.applied).isEqualTo(2);
        assertThat(outlet.written()).isEmpty();
        journal.thaw();
        await().until(() -> outlet.written().size() == 2);
        assertThat(journal.forces()).isEqualTo(2);
    }

    @Test
    void aRecordThatNobodyWaitsForIsForcedSoonAllTheSame() {
        ping(connect(new FakeOutlet()), Caller.BROKER, -1);
        assertThat(journal.durablePosition()).isZero();
        await().atMost(5, TimeUnit.SECONDS).until(() -> journal.durablePosition() == 1);
        assertThat(journal.forcers()).containsExactly("angarium-forcer");
    }

    @Test
    void aForceThatIsWantedWhileTheJournalIsSealedIsNotForgotten() {
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        journal.holdSeal();
        await().atMost(10, TimeUnit.SECONDS).until(journal::sealing);
        ping(connection, Caller.BROKER, 1);
        await().atMost(5, TimeUnit.SECONDS).until(() -> journal.refused() > 0);
        journal.endSeal();
        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(outlet.written()).hasSize(1));
    }

    @Test
    void aCheckpointThatGoesOnDoesNotWaitForTheNextLookAtTheJournal() {
        AtomicLong clock = new AtomicLong(1_000);
        OutputCollector own = new OutputCollector();
        FakeForcePoint files = new FakeForcePoint();
        EngineHost other = new EngineHost(new FakeMachine(own, files), own, files, ForcePolicy.DEFAULT, clock::get);
        other.start();
        await().atMost(10, TimeUnit.SECONDS).until(() -> files.prepared() > 0);
        clock.set(1_010); // long before the next look
        files.checkpointPieces(1);
        other.turn();
        await().atMost(10, TimeUnit.SECONDS).until(() -> files.checkpointPieces() == 0);
        other.stop();
    }

    /** That it sleeps no longer than until then is the housekeeper's: {@link HousekeeperAgentTest}. */
    @Test
    void theEngineIsWokenNotBeforeItsTime() {
        long due = System.currentTimeMillis() + 80;
        machine.wakeAt = due;
        ping(connect(new FakeOutlet()), Caller.BROKER, 1);
        await().atMost(5, TimeUnit.SECONDS).until(() -> machine.wakeAt == Long.MAX_VALUE);
        assertThat(machine.time).isBetween(due, System.currentTimeMillis());
    }

    @Test
    void activitiesGoOnWithoutInput() {
        machine.workLeft = 500;
        ping(connect(new FakeOutlet()), Caller.BROKER, 1);
        await().until(() -> machine.workLeft == 0);
    }

    @Test
    void anOutletThatSendsWhileItIsFlushedIsServedWithoutGrowingTheStack() {
        FakeOutlet outlet = new FakeOutlet();
        long connection = connect(outlet);
        outlet.onFlush(() -> {
            int next = outlet.written().size();
            if (next < 20_000) {
                ping(connection, Caller.APPLICATION, next);
            }
        });
        ping(connection, Caller.APPLICATION, 0);
        await().atMost(20, TimeUnit.SECONDS).until(() -> outlet.written().size() == 20_000);
    }

    @Test
    void aBugOfTheEngineStopsTheBrokerAndTellsItsConnections() {
        EngineHost alone = withoutThreads(new FakeForcePoint());
        FakeOutlet outlet = new FakeOutlet();
        FakeOutlet late = new FakeOutlet();
        try (LogCapture log = new LogCapture()) {
            ping(alone, connect(alone, outlet), Caller.BROKER, FakeMachine.POISON);
            assertThat(log.errors())
                    .singleElement()
                    .asString()
                    .contains("the broker stops because of an error of its own at Frames[connection=1");
        }
        assertThat(outlet.ended()).isTrue();
        assertThat(outlet.written())
                .containsExactly(new ConnectionFrame.Goodbye(ErrorCode.INTERNAL, "internal error of the broker"));
        assertThat(alone.failure()).isCompletedWithValueMatching(failure -> failure.code() == ErrorCode.INTERNAL);
        ping(alone, connect(alone, late), Caller.BROKER, 1);
        assertThat(late.written())
                .containsExactly(new ConnectionFrame.Goodbye(ErrorCode.INTERNAL, "internal error of the broker"));
    }

    @Test
    void memoryThatIsUsedUpOutsideOfTheEngineEndsTheBrokerAndTellsItsConnections() {
        FakeOutlet outlet = new FakeOutlet();
        connect(outlet);
        try (LogCapture log = new LogCapture()) {
            host.broken(new OutOfMemoryError("test"));
            host.broken(new OutOfMemoryError("once more"));
            await().until(outlet::ended);
            assertThat(log.errors()).singleElement().asString().contains("its memory is used up");
        }
        assertThat(outlet.written()).singleElement().isInstanceOfSatisfying(ConnectionFrame.Goodbye.class, goodbye -> {
            assertThat(goodbye.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(goodbye.reason()).contains("give it more, as with -Xmx");
        });
        await().until(() -> host.failure().isDone());
        assertThat(host.failure())
                .isCompletedWithValueMatching(failure -> failure.text().contains("give it more, as with -Xmx"));
    }

    @Test
    void memoryThatIsUsedUpInTheEngineEndsTheBrokerAndIsCalledThat() {
        FakeOutlet outlet = new FakeOutlet();
        try (LogCapture log = new LogCapture()) {
            ping(connect(outlet), Caller.BROKER, FakeMachine.HUNGER);
            assertThat(log.errors()).singleElement().asString().contains("its memory is used up");
        }
        assertThat(outlet.written())
                .singleElement()
                .isInstanceOfSatisfying(ConnectionFrame.Goodbye.class, goodbye -> assertThat(goodbye.reason())
                        .contains("give it more, as with -Xmx"));
        assertThat(host.failure()).isCompletedWithValueMatching(BrokerFailure::outOfMemory);
    }

    /** One that finds no memory for what it is offered. */
    private static final class FullOutlet implements Outlet {
        @Override
        public void offer(List<Frame> frames, boolean last) {
            throw new OutOfMemoryError("test");
        }

        @Override
        public void flush() {}
    }

    @Test
    void aRoundThatCannotEvenEndTheBrokerIsToldAllTheSame() {
        EngineHost alone = withoutThreads(new FakeForcePoint());
        try (LogCapture log = new LogCapture()) {
            long connection = connect(alone, new FullOutlet());
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> ping(alone, connection, Caller.BROKER, FakeMachine.POISON));
            assertThat(log.errors()).isNotEmpty();
        }
        assertThat(alone.failure()).isCompletedWithValueMatching(failure -> failure.code() == ErrorCode.INTERNAL);
    }

    @Test
    void aBrokerThatHasEndedSaysSoAlsoWhereItCannotLogWhy() {
        EngineHost alone = withoutThreads(new FakeForcePoint());
        try (LogCapture log = new LogCapture()) {
            log.failWith(new OutOfMemoryError("no memory for a line"));
            long connection = connect(alone, new FullOutlet());
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> ping(alone, connection, Caller.BROKER, FakeMachine.POISON));
        }
        assertThat(alone.failure()).isCompletedWithValueMatching(failure -> failure.code() == ErrorCode.INTERNAL);
    }

    @Test
    void aStopAnswersWhatWaitsBeforeItSaysGoodbye() {
        FakeOutlet outlet = new FakeOutlet();
        journal.freeze();
        ping(connect(outlet), Caller.APPLICATION, 1);
        Thread thaw = new Thread(() -> {
            await().until(() -> !journal.idle());
            journal.thaw();
        });
        thaw.start();
        host.stop();
        assertThat(machine.stopped).isTrue();
        assertThat(outlet.written())
                .containsExactly(
                        new ConnectionFrame.Pong(1),
                        new ConnectionFrame.Goodbye(ErrorCode.STOPPING, "the broker is stopping"));
    }

    private void pingMany(long connection, Caller caller, CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < BATCHES; i++) {
            ping(connection, caller, i);
        }
    }

    private void ping(long connection, Caller caller, long token) {
        ping(host, connection, caller, token);
    }

    private static void ping(EngineHost host, long connection, Caller caller, long token) {
        host.submit(new Input.Frames(connection, List.of(new ConnectionFrame.Ping(token)), 0), caller);
    }

    private long connect(Outlet outlet) {
        return connect(host, outlet);
    }

    private static long connect(EngineHost host, Outlet outlet) {
        long connection = host.newConnection();
        host.submit(
                new Input.Connected(connection, outlet, Hellos.anonymous(), new Identity("anonymous", true, "test")),
                Caller.BROKER);
        return connection;
    }

    /** One that has not been started: nobody but the test has its engine, so that what the test brings is applied by the test. */
    private static EngineHost withoutThreads(FakeForcePoint files) {
        OutputCollector own = new OutputCollector();
        return new EngineHost(new FakeMachine(own, files), own, files, ForcePolicy.DEFAULT, System::currentTimeMillis);
    }
}
