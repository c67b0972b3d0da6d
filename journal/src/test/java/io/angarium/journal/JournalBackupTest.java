package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.file.FileDisk;
import io.angarium.journal.testing.HaltingDisk;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of a journal that goes on. */
@Timeout(120)
class JournalBackupTest {
    private static final long FIRST_SEED = Long.getLong("backup.seed", 1);
    private static final int SEEDS = Integer.getInteger("backup.seeds", 100);

    private final MemoryDisk source = new MemoryDisk();
    private final MemoryDisk target = new MemoryDisk();

    @TempDir
    Path folder;

    @Test
    void aCopyHoldsExactlyWhatWasDurableWhenItBeganWhateverHappensMeanwhile() throws IOException {
        int checkpointed = 0;
        int recycled = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDisk from = new MemoryDisk();
            MemoryDisk to = new MemoryDisk();
            NumbersJournal numbers = new NumbersJournal(from, random);
            steps(numbers, 50 + random.nextInt(400));
            Set<String> before = Set.copyOf(from.list());
            long position;
            try (JournalBackup backup = numbers.journal().backup(to)) {
                assertThat(backup.position()).isEqualTo(numbers.journal().durablePosition());
                do {
                    steps(numbers, random.nextInt(60));
                } while (backup.step());
                assertThat(backup.complete()).isTrue();
                assertThat(backup.copiedBytes()).isEqualTo(backup.totalBytes());
                position = backup.position();
            }
            assertThat(NumbersJournal.read(to)).as("copy of seed %d", seed).isEqualTo(numbers.at(position));
            checkpointed += to.list().stream().anyMatch(name -> name.startsWith("checkpoint")) ? 1 : 0;
            steps(numbers, 200);
            recycled += from.list().containsAll(before) ? 0 : 1;
            numbers.journal().close();
            assertThat(NumbersJournal.read(from)).as("source of seed %d", seed).isEqualTo(numbers.at(Long.MAX_VALUE));
        }
        System.out.println("backup: " + SEEDS + " seeds from " + FIRST_SEED + ", with checkpoint " + checkpointed
                + ", segments given up afterwards " + recycled);
        assertThat(checkpointed).isPositive();
        assertThat(recycled).isPositive();
    }

    private static void steps(NumbersJournal numbers, int count) {
        for (int i = 0; i < count; i++) {
            numbers.step();
        }
    }

    @Test
    void aPowerLossAtAnyOperationLeavesAWholeCopyOrOneThatIsRefused() throws IOException {
        NumbersJournal numbers = new NumbersJournal(source, new SplittableRandom(5));
        steps(numbers, 400);
        numbers.checkpoint();
        steps(numbers, 100);
        int whole = 0;
        int refused = 0;
        for (int operation = 1; whole == 0; operation++) {
            for (Survival survival : Survival.values()) {
                MemoryDisk to = new MemoryDisk();
                to.faults().losePowerAtOperation(operation);
                boolean complete = copy(numbers.journal(), to);
                to.losePower(new SplittableRandom(operation), survival);
                long position = numbers.journal().durablePosition();
                if (to.list().isEmpty() || JournalScan.outline(to).segments() == 0) {
                    assertThat(complete).isFalse();
                } else if (to.list().contains("incomplete")) {
                    assertThat(complete)
                            .as("complete at operation " + operation)
                            .isFalse();
                    assertThat(JournalScan.verify(to).sound()).isFalse();
                    assertThatThrownBy(() -> NumbersJournal.read(to))
                            .isInstanceOf(JournalIncompleteException.class)
                            .hasMessageContaining("Delete the directory");
                    refused++;
                } else {
                    assertThat(NumbersJournal.read(to)).isEqualTo(numbers.at(position));
                    whole += complete ? 1 : 0;
                }
            }
        }
        System.out.println("backup under power loss: refused " + refused + ", whole " + whole);
        assertThat(refused).isPositive();
    }

    /** Whether the copy was made; if not, then because the target failed on command. */
    private static boolean copy(Journal journal, MemoryDisk to) throws IOException {
        try (JournalBackup backup = journal.backup(to)) {
            while (backup.step()) {
                continue;
            }
            return true;
        } catch (IOException failed) {
            assertThat(failed).hasMessageMatching("the power .*|no space left.*");
            return false;
        }
    }

    @Test
    void aDirectoryThatHoldsSomethingIsLeftAlone() {
        NumbersJournal numbers = new NumbersJournal(source, new SplittableRandom(1));
        target.replace("letter", new byte[] {1});
        assertThatThrownBy(() -> numbers.journal().backup(target)).hasMessageContaining("is not empty");
        assertThat(target.list()).containsExactly("letter");
    }

    @Test
    void damageThatIsCopiedIsNoticedBeforeTheCopyCounts() throws IOException {
        NumbersJournal numbers = new NumbersJournal(source, new SplittableRandom(1));
        steps(numbers, 500);
        do {
            numbers.put();
            numbers.journal().tryForce();
        } while (numbers.journal().durablePosition() % NumbersJournal.SEGMENT < 40_000);
        String name = JournalHarness.name((int) (numbers.journal().durablePosition() / NumbersJournal.SEGMENT));
        source.flip(name, 5_000, 4);
        try (JournalBackup backup = numbers.journal().backup(target)) {
            assertThatThrownBy(() -> {
                        while (backup.step()) {
                            continue;
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the copy is damaged: ")
                    .hasMessageContaining(name);
            assertThat(backup.complete()).isFalse();
        }
        assertThat(target.list()).contains("incomplete");
        numbers.put();
        assertThat(numbers.journal().tryForce()).isEqualTo(numbers.journal().appendedPosition());
    }

    @Test
    void aFullTargetDoesNoHarmToTheJournal() throws IOException {
        NumbersJournal numbers = new NumbersJournal(source, new SplittableRandom(1));
        steps(numbers, 500);
        target.faults().capacity(20_000);
        assertThat(copy(numbers.journal(), target)).isFalse();
        steps(numbers, 500);
        numbers.journal().close();
        assertThat(NumbersJournal.read(source)).isEqualTo(numbers.at(Long.MAX_VALUE));
    }

    /** In a JVM of its own, that ends at a step as if by SIGKILL. */
    @ParameterizedTest
    @CsvSource({
        "create incomplete, 1, refused",
        "forceDirectory, 1, refused",
        "create checkpoint-, 1, refused",
        "create segment-, 1, refused",
        "force segment-, 2, refused",
        "write segment-, 2, refused",
        "forceDirectory, 2, refused",
        "delete incomplete, 1, refused",
        "forceDirectory, 3, whole",
    })
    void aKillAtANamedStepLeavesAWholeCopyOrOneThatIsRefused(String step, int which, String left) throws Exception {
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        from.toString(),
                        to.toString(),
                        step,
                        Integer.toString(which))
                .inheritIO()
                .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as("ended at " + step).isEqualTo(137);
        Set<Long> written = NumbersJournal.read(FileDisk.of(from));
        assertThat(written).isNotEmpty();
        FileDisk copy = FileDisk.of(to);
        if (left.equals("whole")) {
            assertThat(NumbersJournal.read(copy)).isEqualTo(written);
        } else if (copy.list().contains("incomplete")) {
            assertThatThrownBy(() -> NumbersJournal.read(copy)).isInstanceOf(JournalIncompleteException.class);
        } else {
            assertThat(copy.list()).isSubsetOf(List.of("lock"));
        }
    }

    /** Writes numbers, forces them, and copies. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            NumbersJournal numbers = new NumbersJournal(FileDisk.of(Path.of(arguments[0])), new SplittableRandom(3));
            steps(numbers, 400);
            numbers.checkpoint();
            steps(numbers, 100);
            numbers.journal().tryForce();
            List<String> seen = new ArrayList<>();
            JournalBackup backup = numbers.journal()
                    .backup(HaltingDisk.haltingAt(
                            new HaltingDisk(FileDisk.of(Path.of(arguments[1])), seen::add),
                            arguments[2],
                            Integer.parseInt(arguments[3])));
            while (backup.step()) {
                continue;
            }
            System.out.println("not halted: " + seen);
        }
    }
}
