package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.file.FileDisk;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with a journal on the real disk, killed in the middle of its work, again and again. */
@Timeout(180)
class JournalKillTest {
    private static final int KILLS = 6;
    private static final int RECORDS_BETWEEN = 1000;

    @TempDir
    private Path directory;

    @Test
    void whatAKilledProcessCalledDurableIsThere() throws Exception {
        long durable = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            durable = runAndKill(durable + RECORDS_BETWEEN + 137L * kill);
            long replayed = replay();
            assertThat(replayed).as("records after kill " + kill).isGreaterThanOrEqualTo(durable);
            assertThat(replayed % 2).as("pairs stay together").isZero();
            assertThat(JournalScan.verify(FileDisk.of(directory)).damage()).isNull();
        }
    }

    /** Returns the last number that the child called durable. */
    private long runAndKill(long target) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long durable = 0;
        try (DataInputStream in = new DataInputStream(child.getInputStream())) {
            while (durable < target) {
                durable = in.readLong();
            }
            // By its handle, because Process.destroyForcibly would close the pipe before what is in it was read.
            assertThat(child.toHandle().destroyForcibly()).isTrue();
            durable = drain(in, durable);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        return durable;
    }

    private static long drain(DataInputStream in, long last) throws IOException {
        long durable = last;
        try {
            while (true) {
                durable = in.readLong();
            }
        } catch (EOFException killed) {
            return durable;
        }
    }

    private long replay() {
        long[] next = new long[1];
        Journal.open(FileDisk.of(directory), AppendingChild.settings(), (type, position, payload) -> {
                    assertThat(payload.getLong())
                            .as("no record is missing, doubled or out of order")
                            .isEqualTo(next[0]);
                    next[0]++;
                })
                .close();
        return next[0];
    }
}
