package io.angarium.server.tool;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A text file that is there when all of it is on the disk, and not before: what is written goes to a file beside it. Nothing stays of one
 * that is closed and was not {@link #complete}. Owned by one thread.
 */
final class NewFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final Writer out;

    /**
     * Begins.
     *
     * @throws FileAlreadyExistsException if there is one
     */
    NewFile(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        this.file = file;
        part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        out = new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
    }

    void write(String text) throws IOException {
        out.write(text);
    }

    /** All is written. */
    void complete() throws IOException {
        out.flush();
        channel.force(true);
        out.close();
        Files.move(part, file);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // what the writer has left is of no use
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
