package io.angarium.journal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A directory of the file system. Immutable; opening it touches nothing, {@link #lock()} creates the directory. */
public final class FileDisk implements JournalDisk {
    private final Path directory;

    private FileDisk(Path directory) {
        this.directory = directory;
    }

    /** Returns the disk for a directory, which need not exist yet. */
    public static FileDisk of(Path directory) {
        return new FileDisk(directory.toAbsolutePath().normalize());
    }

    @Override
    public String describe() {
        return directory.toString();
    }

    @Override
    public DiskLock lock() throws IOException {
        createDirectory();
        return FileLockHolder.take(directory);
    }

    private void createDirectory() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        Path parent = directory.getParent();
        if (parent != null) {
            forceDirectory(parent);
        }
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                names.add(String.valueOf(file.getFileName()));
            }
            return names;
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    @Override
    public JournalFile create(String name) throws IOException {
        Path path = directory.resolve(name);
        try {
            return new ChannelFile(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException failure) {
            throw DiskErrors.classify(failure, "creating " + path);
        }
    }

    @Override
    public JournalFile open(String name, Access access) throws IOException {
        Path path = directory.resolve(name);
        FileChannel channel = access == Access.READ
                ? FileChannel.open(path, StandardOpenOption.READ)
                : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new ChannelFile(path, channel);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = directory.resolve(to);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(directory.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceDirectory() throws IOException {
        forceDirectory(directory);
    }

    private static void forceDirectory(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long freeBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    @Override
    public String fileSystem() {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException unknown) {
            return "unknown";
        }
    }

    @Override
    public String toString() {
        return describe();
    }
}
