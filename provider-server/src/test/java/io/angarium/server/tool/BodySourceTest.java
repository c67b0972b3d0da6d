package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BodySourceTest {
    @TempDir
    Path folder;

    private static @Nullable String text(byte @Nullable [] line) {
        return line == null ? null : new String(line, StandardCharsets.UTF_8);
    }

    @Test
    void aStreamGivesItsLinesOnceAsUtf8() throws IOException {
        byte[] bytes = "grün\n\nlast".getBytes(StandardCharsets.UTF_8);
        try (BodySource bodies = BodySource.lines(new ByteArrayInputStream(bytes))) {
            assertThat(text(bodies.next())).isEqualTo("grün");
            assertThat(text(bodies.next())).isEmpty();
            assertThat(text(bodies.next())).isEqualTo("last");
            assertThat(text(bodies.next())).isNull();
        }
    }

    @Test
    void aLineIsByteForByteWhatStandsBetweenTheLineEnds() throws IOException {
        byte[] bytes = {0, (byte) 0xFF, '\r', 7, '\r', '\n', (byte) 0x80, '\n', '\n', 'z', '\r'};
        try (BodySource bodies = BodySource.lines(new ByteArrayInputStream(bytes))) {
            assertThat(bodies.next()).containsExactly(0, 0xFF, '\r', 7);
            assertThat(bodies.next()).containsExactly(0x80);
            assertThat(bodies.next()).isEmpty();
            assertThat(bodies.next()).containsExactly('z', '\r');
            assertThat(bodies.next()).isNull();
        }
    }

    @Test
    void aLineMayBeLongerThanAnyBufferAndComeInPieces() throws IOException {
        byte[] line = new byte[100_000];
        Arrays.fill(line, (byte) 'x');
        InputStream first = new ByteArrayInputStream(line, 0, 8192);
        InputStream second = new ByteArrayInputStream(line, 8192, line.length - 8192);
        InputStream end = new ByteArrayInputStream(new byte[] {'\n', 'y'});
        InputStream all = new SequenceInputStream(Collections.enumeration(List.of(first, second, end)));
        try (BodySource bodies = BodySource.lines(all)) {
            assertThat(bodies.next()).isEqualTo(line);
            assertThat(text(bodies.next())).isEqualTo("y");
            assertThat(bodies.next()).isNull();
        }
    }

    @Test
    void aFileBeginsAgainAtItsEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "a\nb\n");
        try (BodySource bodies = BodySource.cycle(file)) {
            assertThat(text(bodies.next())).isEqualTo("a");
            assertThat(text(bodies.next())).isEqualTo("b");
            assertThat(text(bodies.next())).isEqualTo("a");
        }
    }

    @Test
    void anEmptyFileEndsAtOnce() throws IOException {
        try (BodySource bodies = BodySource.cycle(Files.createFile(folder.resolve("empty")))) {
            assertThat(text(bodies.next())).isNull();
        }
    }

    @Test
    void generatedBodiesHaveTheirLengthAndNumber() throws IOException {
        try (BodySource bodies = BodySource.generated(40)) {
            assertThat(text(bodies.next())).startsWith("1 ").hasSize(40);
            assertThat(text(bodies.next())).startsWith("2 ").hasSize(40);
        }
        try (BodySource bodies = BodySource.generated(1)) {
            assertThat(text(bodies.next())).hasSize(1);
        }
        try (BodySource bodies = BodySource.generated(0)) {
            assertThat(text(bodies.next())).isEmpty();
        }
    }
}
