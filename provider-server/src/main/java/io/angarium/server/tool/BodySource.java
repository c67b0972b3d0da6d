package io.angarium.server.tool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Bodies for {@code produce}, one after another. Owned by one thread. */
sealed interface BodySource extends Closeable {
    /** The next body, or null at the end. */
    byte @Nullable [] next() throws IOException;

    /** The lines of a stream, once. */
    static BodySource lines(InputStream in) {
        return new Lines(new LineReader(in));
    }

    /** The lines of a file, again and again. */
    static BodySource cycle(Path file) throws IOException {
        return new Cycle(file);
    }

    /** Bodies of a given length in bytes, each beginning with its number if there is room. */
    static BodySource generated(int bytes) {
        return new Generated(bytes);
    }

    /** See {@link #lines}. */
    record Lines(LineReader reader) implements BodySource {
        @Override
        public byte @Nullable [] next() throws IOException {
            return reader.next();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** See {@link #cycle}. */
    final class Cycle implements BodySource {
        private final Path file;
        private LineReader reader;

        Cycle(Path file) throws IOException {
            this.file = file;
            this.reader = new LineReader(Files.newInputStream(file));
        }

        @Override
        public byte @Nullable [] next() throws IOException {
            byte[] line = reader.next();
            if (line == null) {
                reader.close();
                reader = new LineReader(Files.newInputStream(file));
                line = reader.next();
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** See {@link #generated}. */
    final class Generated implements BodySource {
        private static final String FILLING = "abcdefghijklmnopqrstuvwxyz";

        private final int bytes;
        private final String filling;
        private long number;

        Generated(int bytes) {
            this.bytes = bytes;
            this.filling = FILLING.repeat(bytes / FILLING.length() + 1).substring(0, bytes);
        }

        @Override
        public byte[] next() {
            String start = ++number + " ";
            String body = start.length() > bytes ? filling : start + filling.substring(start.length());
            return body.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
