package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.testing.MemoryDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be read of journals that are damaged on purpose. */
@Timeout(120)
class JournalSalvageTest {
    private static final long FIRST_SEED = Long.getLong("salvage.seed", 1);
    private static final int SEEDS = Integer.getInteger("salvage.seeds", 40);
    private static final int STEPS = 600;
    private static final int BLOCK = 4096;

    private final List<Loss> losses = new ArrayList<>();

    /** A closed journal with several segments and a checkpoint. */
    private static NumbersJournal write(MemoryDisk disk, SplittableRandom random) {
        NumbersJournal numbers = new NumbersJournal(disk, random);
        for (int i = 0; i < STEPS; i++) {
            numbers.step();
            if (i == STEPS / 2) {
                numbers.checkpoint();
            }
        }
        numbers.journal().close();
        return numbers;
    }

    private static List<String> segments(MemoryDisk disk) {
        return disk.list().stream()
                .filter(name -> name.startsWith("segment-"))
                .sorted()
                .toList();
    }

    private Set<Long> salvaged(JournalDisk disk) {
        losses.clear();
        return NumbersJournal.salvage(disk, losses::add);
    }

    @Test
    void aSoundJournalIsReadAsAStartWouldAndNothingIsCalledLost() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            MemoryDisk disk = new MemoryDisk();
            NumbersJournal numbers = write(disk, new SplittableRandom(seed));
            assertThat(salvaged(disk)).as("seed %d", seed).isEqualTo(numbers.at(Long.MAX_VALUE));
            assertThat(losses).as("seed %d", seed).isEmpty();
        }
    }

    /** What happens to one file. */
    private enum Damage {
        SEGMENT_BYTE("segment-", 0.9) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                contents[random.nextInt(SegmentHeaderBytes.END, contents.length)] ^= 1 << random.nextInt(8);
                return contents;
            }
        },
        SEGMENT_HEADER("segment-", 0.95) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                contents[random.nextInt(SegmentHeaderBytes.END)] ^= 1 << random.nextInt(8);
                return contents;
            }
        },
        SECTORS("segment-", 0.7) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                int at = random.nextInt(contents.length / BLOCK) * BLOCK;
                Arrays.fill(contents, at, Math.min(contents.length, at + 2 * BLOCK), (byte) 0);
                return contents;
            }
        },
        CUT_SEGMENT("segment-", 0.3) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                return Arrays.copyOf(contents, random.nextInt(contents.length));
            }
        },
        CHECKPOINT_BYTE("checkpoint-", 0.9) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                contents[random.nextInt(contents.length)] ^= 1 << random.nextInt(8);
                return contents;
            }
        },
        CUT_CHECKPOINT("checkpoint-", 0.3) {
            @Override
            byte[] damage(byte[] contents, SplittableRandom random) {
                return Arrays.copyOf(contents, random.nextInt(contents.length));
            }
        };

        final String prefix;
        final double part;

        Damage(String prefix, double part) {
            this.prefix = prefix;
            this.part = part;
        }

        abstract byte[] damage(byte[] contents, SplittableRandom random);
    }

    /** Where batches begin. */
    private static final class SegmentHeaderBytes {
        static final int END = 64;

        private SegmentHeaderBytes() {}
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void ofADamagedFileTheRestIsReadAndWhatIsMissingIsTold(Damage damage) {
        int kept = 0;
        int found = 0;
        int touched = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDisk disk = new MemoryDisk();
            NumbersJournal numbers = write(disk, random);
            Set<Long> all = numbers.at(Long.MAX_VALUE);
            List<String> names = disk.list().stream()
                    .filter(name -> name.startsWith(damage.prefix))
                    .toList();
            String name = names.get(random.nextInt(names.size()));
            disk.replace(name, damage.damage(disk.contents(name), random));
            Set<Long> saved = salvaged(disk);
            if (!saved.equals(all)) {
                touched++;
                // The end of the log may have gone with all that tells where it was: then it just ends earlier.
                boolean endsEarlier = damage.prefix.equals("segment-") && numbers.wasEver(saved);
                assertThat(endsEarlier || !losses.isEmpty())
                        .as("seed %d: %s", seed, name)
                        .isTrue();
            }
            Set<Long> both = new HashSet<>(saved);
            both.retainAll(all);
            kept += all.size();
            found += both.size();
        }
        System.out.printf(
                "salvage after %s: %d of %d, %d of %d journals touched%n", damage, found, kept, touched, SEEDS);
        assertThat(found / (double) kept).isGreaterThan(damage.part);
    }

    @Test
    void aSegmentThatIsMissingAndACheckpointThatIsMissingAreTold() {
        MemoryDisk disk = new MemoryDisk();
        write(disk, new SplittableRandom(3));
        List<String> segments = segments(disk);
        disk.remove(segments.get(segments.size() - 2));
        disk.list().stream().filter(name -> name.startsWith("checkpoint-")).forEach(disk::remove);
        assertThat(salvaged(disk)).isNotEmpty();
        assertThat(losses).anySatisfy(loss -> assertThat(loss.what()).contains("there is no checkpoint"));
    }

    @Test
    void whatTheDiskCannotReadIsToldByBlockAndTheRestIsRead() {
        MemoryDisk disk = new MemoryDisk();
        Set<Long> all = write(disk, new SplittableRandom(9)).at(Long.MAX_VALUE);
        String bad = segments(disk).get(segments(disk).size() - 1);
        Set<Long> saved = salvaged(unreadable(disk, bad, 3L * BLOCK));
        assertThat(losses)
                .anySatisfy(loss -> assertThat(loss).isEqualTo(new Loss(bad, 3L * BLOCK, BLOCK, loss.what())));
        assertThat(losses.get(0).what()).contains("bad sector");
        saved.retainAll(all);
        assertThat(saved.size()).isGreaterThan(all.size() / 2);
    }

    @Test
    void whereNothingIsAJournalThatIsSaid() {
        MemoryDisk disk = new MemoryDisk();
        write(disk, new SplittableRandom(4));
        for (String name : disk.list()) {
            disk.replace(name, new byte[disk.contents(name).length]);
        }
        assertThatThrownBy(() -> salvaged(disk))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("no segment can be recognised");
    }

    @Test
    void aJournalThatABrokerHasOpenIsLeftAlone() {
        MemoryDisk disk = new MemoryDisk();
        NumbersJournal numbers = new NumbersJournal(disk, new SplittableRandom(1));
        numbers.put();
        assertThatThrownBy(() -> salvaged(disk)).isInstanceOf(DirectoryLockedException.class);
        numbers.journal().close();
    }

    /** A disk of which one block of one file cannot be read. */
    private static JournalDisk unreadable(JournalDisk disk, String name, long block) {
        return (JournalDisk) proxy(JournalDisk.class, disk, (method, arguments, result) -> {
            boolean file = method.equals("open") && arguments[0].equals(name);
            return file
                    ? proxy(JournalFile.class, result, (call, given, read) -> check(call, given, read, block))
                    : result;
        });
    }

    private static Object check(String call, Object[] arguments, Object read, long block) throws IOException {
        if (call.equals("read")) {
            long from = (long) arguments[1];
            if (from < block + BLOCK && from + (int) read > block) {
                throw new IOException("bad sector");
            }
        }
        return read;
    }

    /** What is done with a call's result. */
    private interface After {
        Object result(String method, Object[] arguments, Object result) throws IOException;
    }

    private static Object proxy(Class<?> type, Object target, After after) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            try {
                return after.result(method.getName(), arguments, method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
