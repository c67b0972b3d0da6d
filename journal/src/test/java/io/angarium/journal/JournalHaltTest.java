package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.file.FileDisk;
import io.angarium.journal.testing.HaltingDisk;
import io.angarium.journal.testing.MemoryDisk;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Processes that end as by a SIGKILL at named steps of a checkpoint, of what follows it, and of a recovery, on real files. The same work on a disk in
 * memory tells what must be there.
 */
@Timeout(120)
class JournalHaltTest {
    private static final int SEED = 7;
    private static final int STEPS = 2_000;
    private static final int HALTED = 137;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "create preparing-checkpoint, 1",
        "write preparing-checkpoint, 1",
        "force preparing-checkpoint, 1",
        "force preparing-checkpoint, 2",
        "rename preparing-checkpoint, 1",
        "rename preparing-checkpoint, 3",
        "delete checkpoint-, 1",
        "rename segment-, 1",
        "write preparing-, 30",
        "rename preparing-0, 5",
        "forceDirectory, 9",
        "force preparing-0, 40",
        "write preparing-0, 100",
    })
    void aKillInACheckpointOrAfterItLosesNothing(String step, int which) throws Exception {
        long durable = run("work", step, which);
        expectWhatWasThere(durable);
    }

    @ParameterizedTest
    @CsvSource({
        "delete preparing-, 1",
        "forceDirectory, 1",
        "force checkpoint-, 1",
        "forceDirectory, 2",
        "force segment-, 1",
        "force segment-, 2",
        "write segment-, 1",
        "force segment-, 3",
    })
    void aKillInARecoveryLeavesWhatTheNextOneFinds(String step, int which) throws Exception {
        long durable = run("work", "force preparing-checkpoint", 3);
        long end = JournalScan.verify(FileDisk.of(directory)).lastPosition();
        run("recover", step, which);
        run("recover", "force segment-", 1);
        assertThat(NumbersJournal.read(FileDisk.of(directory))).isEqualTo(model().at(end));
        assertThat(end).isGreaterThanOrEqualTo(durable);
    }

    private void expectWhatWasThere(long durable) {
        VerifyReport report = JournalScan.verify(FileDisk.of(directory));
        assertThat(report.damage()).isNull();
        assertThat(report.lastPosition()).isGreaterThanOrEqualTo(durable);
        assertThat(NumbersJournal.read(FileDisk.of(directory))).isEqualTo(model().at(report.lastPosition()));
    }

    private static NumbersJournal model() {
        NumbersJournal model = new NumbersJournal(new MemoryDisk(), new SplittableRandom(SEED));
        for (int i = 0; i < STEPS; i++) {
            model.step();
        }
        return model;
    }

    /** Runs a process until it halts, and returns what it last called durable. */
    private long run(String what, String step, int which) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        what,
                        step,
                        Integer.toString(which))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long durable = 0;
        try (DataInputStream in = new DataInputStream(child.getInputStream())) {
            while (true) {
                durable = in.readLong();
            }
        } catch (EOFException ended) {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as("ended at " + step).isEqualTo(HALTED);
        return durable;
    }

    /** Works, or recovers, until it is halted. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            HaltingDisk disk = HaltingDisk.haltingAt(
                    FileDisk.of(Path.of(arguments[0])), arguments[2], Integer.parseInt(arguments[3]));
            if (arguments[1].equals("recover")) {
                NumbersJournal.read(disk);
                return;
            }
            NumbersJournal numbers = new NumbersJournal(disk, new SplittableRandom(SEED));
            DataOutputStream out = new DataOutputStream(System.out);
            for (int i = 0; i < STEPS; i++) {
                numbers.step();
                out.writeLong(numbers.journal().durablePosition());
                out.flush();
            }
        }
    }
}
