package io.angarium.journal;

import static io.angarium.journal.JournalHarness.SEGMENT;
import static io.angarium.journal.JournalHarness.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.journal.testing.MemoryDisk;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Group commit: who forces, what gathers meanwhile, and what is durable when. */
@Timeout(60)
class JournalForceTest {
    private final JournalHarness harness = new JournalHarness();
    private final MemoryDisk disk = harness.disk();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() throws InterruptedException {
        disk.faults().releaseForces();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private Future<Long> forceElsewhere(Journal journal) {
        Future<Long> force = threads.submit(journal::tryForce);
        await().until(() -> disk.faults().frozenForces() == 1);
        return force;
    }

    @Test
    void nothingIsDurableBeforeTheForceHasReturned() throws Exception {
        try (Journal journal = harness.open()) {
            long before = journal.durablePosition();
            long position = journal.append(harness.group(1, "one"));
            assertThat(journal.durablePosition()).isEqualTo(before).isLessThanOrEqualTo(position);
            disk.faults().freezeForces();
            Future<Long> force = forceElsewhere(journal);

            assertThat(journal.idle()).isFalse();
            assertThat(journal.durablePosition()).isEqualTo(before);
            assertThat(journal.tryForce()).isEqualTo(Journal.BUSY);
            assertThat(journal.sealIfIdle()).isFalse();

            disk.faults().releaseForces();
            assertThat(force.get(10, TimeUnit.SECONDS)).isEqualTo(journal.appendedPosition());
            assertThat(journal.durablePosition()).isEqualTo(journal.appendedPosition());
            assertThat(journal.idle()).isTrue();
        }
    }

    @Test
    void whatIsAppendedWhileAForceRunsIsMadeDurableByTheNextOneTogether() throws Exception {
        try (Journal journal = harness.open()) {
            journal.append(harness.group(1, "first"));
            long first = journal.appendedPosition();
            disk.faults().freezeForces();
            Future<Long> force = forceElsewhere(journal);
            for (int i = 0; i < 100; i++) {
                journal.append(harness.group(1, "gathered " + i));
            }
            disk.faults().releaseForces();
            assertThat(force.get(10, TimeUnit.SECONDS)).isEqualTo(first);

            long forces = disk.faults().forces();
            assertThat(journal.tryForce()).isEqualTo(journal.appendedPosition());
            assertThat(disk.faults().forces() - forces).isEqualTo(1);
            assertThat(journal.gatheredBytes()).isZero();
        }
    }

    @Test
    void aForceWithNothingPendingDoesNoIo() {
        try (Journal journal = harness.open()) {
            long operations = disk.faults().operations();
            assertThat(journal.tryForce()).isEqualTo(journal.durablePosition());
            assertThat(disk.faults().operations()).isEqualTo(operations);
        }
    }

    @Test
    void appendingDoesNoIoWhileRoomIsPrepared() {
        try (Journal journal = harness.open()) {
            prepareAll(journal);
            long operations = disk.faults().operations();
            for (int i = 0; i < 90; i++) {
                journal.append(harness.group(1, "x".repeat(1000)));
            }
            assertThat(disk.faults().operations()).isEqualTo(operations);
            assertThat(journal.appendedPosition() / SEGMENT).as("rolled").isEqualTo(2);
        }
    }

    @Test
    void closingWaitsForARunningForceAndNoLongerThanTheTimeout() {
        JournalSettings impatient = new JournalSettings(
                SEGMENT, 16 * 1024, 64 * 1024, 4096, 16 * 1024, Duration.ofMillis(50), 1, new FixedClock());
        Journal journal = harness.open(impatient);
        journal.append(harness.group(1, "stuck"));
        disk.faults().freezeForces();
        forceElsewhere(journal);

        assertThatThrownBy(journal::close)
                .isInstanceOf(JournalFailedException.class)
                .hasRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void theGatheringIsBounded() {
        try (Journal journal = harness.open(SETTINGS.withGatherLimitBytes(16 * 1024))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            journal.append(harness.group(1, "x".repeat(1000)));
                        }
                    })
                    .isInstanceOf(GatherLimitException.class);
            assertThat(journal.gatheredBytes()).isBetween(15_000L, 16L * 1024);
            long position = journal.appendedPosition();
            journal.tryForce();
            assertThat(journal.append(harness.group(1, "after"))).isGreaterThanOrEqualTo(position);
        }
    }

    @Test
    void aGroupThatNoSegmentHoldsIsRefusedWithTheLimit() {
        try (Journal journal = harness.open(SETTINGS.withGatherLimitBytes(1 << 20))) {
            assertThatThrownBy(() -> journal.append(harness.group(1, "x".repeat(SEGMENT))))
                    .isInstanceOfSatisfying(RecordTooLargeException.class, refused -> {
                        String largest = "x".repeat(refused.limit() - 9);
                        for (int i = 0; i < 3; i++) {
                            harness.write(journal, 1, largest);
                        }
                    });
        }
        harness.open().close();
        assertThat(harness.replayed()).hasSize(3);
    }

    @Test
    void manyForcersAndAPreparerLeaveAppendsInOrder() throws Exception {
        int records = 20_000;
        List<Future<?>> helpers = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger forcedByHelpers = new AtomicInteger();
        List<String> expected = new ArrayList<>();
        try (Journal journal = harness.open()) {
            for (int i = 0; i < 3; i++) {
                helpers.add(threads.submit(() -> forceUntil(done, journal, forcedByHelpers)));
            }
            helpers.add(threads.submit(() -> prepareUntil(done, journal)));
            for (int i = 0; i < records; i++) {
                expected.add("1@" + appendPatiently(journal, "record " + i) + ":record " + i);
            }
            done.set(true);
            for (Future<?> helper : helpers) {
                helper.get(20, TimeUnit.SECONDS);
            }
            assertThat(forcedByHelpers.get()).isPositive();
            journal.tryForce();
            assertThat(journal.durablePosition()).isEqualTo(journal.appendedPosition());
        }
        harness.open().close();
        assertThat(harness.replayed()).isEqualTo(expected);
    }

    @Test
    void aLookAtARunningJournalFindsItSound() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Journal journal = harness.open()) {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; !done.get(); i++) {
                    appendPatiently(journal, "x".repeat(i % 3000));
                    journal.tryForce();
                }
                return null;
            });
            long records = 0;
            while (records < 500) {
                VerifyReport report = JournalScan.verify(disk);
                assertThat(report.damage()).isNull();
                assertThat(report.records()).isGreaterThanOrEqualTo(records);
                records = report.records();
            }
            done.set(true);
            writer.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void appendingAllocatesNothing() {
        com.sun.management.ThreadMXBean thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Journal journal =
                harness.open(JournalSettings.standard(1, new FixedClock()).withSegmentBytes(4 << 20))) {
            prepareAll(journal);
            byte[] payload = new byte[64];
            RecordGroup group = new RecordGroup();
            long before = 0;
            int records = 20_000;
            for (int i = 0; i < records + 1000; i++) {
                if (i == 1000) {
                    before = thread.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                }
                group.clear().begin(1, payload.length).put(payload);
                group.end();
                journal.append(group);
            }
            long allocated =
                    thread.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertThat(allocated).as("a few objects for each batch of 1 MiB").isLessThan(records);
        }
    }

    @Test
    void aClosedJournalSaysSo() {
        Journal journal = harness.open();
        journal.close();
        journal.close();

        assertThatThrownBy(() -> journal.append(harness.group(1, "late"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(journal::tryForce).isInstanceOf(IllegalStateException.class);
        assertThat(journal.failed()).isFalse();
    }

    private static void prepareAll(Journal journal) {
        boolean more = true;
        while (more) {
            more = journal.prepareStep();
        }
    }

    private long appendPatiently(Journal journal, String text) throws ExecutionException {
        while (true) {
            try {
                return journal.append(harness.group(1, text));
            } catch (GatherLimitException wait) {
                journal.tryForce();
            }
        }
    }

    private static void forceUntil(AtomicBoolean done, Journal journal, AtomicInteger forced) {
        long last = 0;
        while (!done.get()) {
            long durable = journal.tryForce();
            if (durable != Journal.BUSY) {
                assertThat(durable).isGreaterThanOrEqualTo(last);
                last = durable;
                forced.incrementAndGet();
            }
            journal.sealIfIdle();
            Thread.onSpinWait();
        }
    }

    private static void prepareUntil(AtomicBoolean done, Journal journal) {
        while (!done.get()) {
            journal.prepareStep();
            Thread.onSpinWait();
        }
    }
}
