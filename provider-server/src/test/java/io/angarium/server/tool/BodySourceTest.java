package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BodySourceTest {
    @TempDir
    Path folder;

    @Test
    void aStreamGivesItsLinesOnceAsUtf8() throws IOException {
        byte[] bytes = "grün\n\nlast".getBytes(StandardCharsets.UTF_8);
        try (BodySource bodies = BodySource.lines(new ByteArrayInputStream(bytes))) {
            assertThat(bodies.next()).isEqualTo("grün");
            assertThat(bodies.next()).isEmpty();
            assertThat(bodies.next()).isEqualTo("last");
            assertThat(bodies.next()).isNull();
        }
    }

    @Test
    void aFileBeginsAgainAtItsEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "a\nb\n");
        try (BodySource bodies = BodySource.cycle(file)) {
            assertThat(bodies.next()).isEqualTo("a");
            assertThat(bodies.next()).isEqualTo("b");
            assertThat(bodies.next()).isEqualTo("a");
        }
    }

    @Test
    void anEmptyFileEndsAtOnce() throws IOException {
        try (BodySource bodies = BodySource.cycle(Files.createFile(folder.resolve("empty")))) {
            assertThat(bodies.next()).isNull();
        }
    }

    @Test
    void generatedBodiesHaveTheirLengthAndNumber() throws IOException {
        try (BodySource bodies = BodySource.generated(40)) {
            assertThat(bodies.next()).startsWith("1 ").hasSize(40);
            assertThat(bodies.next()).startsWith("2 ").hasSize(40);
        }
        try (BodySource bodies = BodySource.generated(1)) {
            assertThat(bodies.next()).hasSize(1);
        }
        try (BodySource bodies = BodySource.generated(0)) {
            assertThat(bodies.next()).isEmpty();
        }
    }
}
