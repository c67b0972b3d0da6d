package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.journal.file.FileDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real directory. */
@Timeout(60)
class JournalOnFilesTest {
    private static final int SEGMENT = 64 * 1024;

    @TempDir
    private Path directory;

    private final List<String> replayed = new ArrayList<>();
    private final RecordGroup group = new RecordGroup();

    private Journal open() {
        replayed.clear();
        JournalSettings settings =
                JournalSettings.standard(42, SystemTestClock.INSTANCE).withSegmentBytes(SEGMENT);
        return Journal.open(FileDisk.of(directory.resolve("data")), settings, (type, position, payload) -> {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            replayed.add(type + ":" + new String(bytes, StandardCharsets.UTF_8));
        });
    }

    private long append(Journal journal, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        group.clear().begin(type, bytes.length).put(bytes);
        group.end();
        return journal.append(group);
    }

    @Test
    void recordsComeBackInOrderAfterReopening() {
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            try (Journal journal = open()) {
                assertThat(replayed).isEqualTo(expected);
                assertThat(journal.recovery().closedInOrder()).isTrue();
                for (int i = 0; i < 1000; i++) {
                    String text = "record " + round + "/" + i + "x".repeat(i % 200);
                    append(journal, i % 100, text);
                    expected.add(i % 100 + ":" + text);
                    if (i % 17 == 0) {
                        assertThat(journal.tryForce()).isEqualTo(journal.appendedPosition());
                    }
                    if (i % 5 == 0) {
                        journal.prepareStep();
                    }
                }
            }
        }
        try (Journal journal = open()) {
            assertThat(replayed).isEqualTo(expected);
            assertThat(journal.recovery().segments()).isGreaterThan(5);
        }
    }

    @Test
    void aSecondOwnerIsToldWhoHasTheDirectory() {
        try (Journal first = open()) {
            assertThat(first.idle()).isTrue();
            assertThatThrownBy(this::open)
                    .isInstanceOf(DirectoryLockedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        open().close();
    }

    @Test
    void theFirstOpeningMakesTheDirectoryAndASegment() throws Exception {
        open().close();
        try (var files = Files.list(directory.resolve("data"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("lock", "segment-0000000000000001.journal");
        }
    }
}
