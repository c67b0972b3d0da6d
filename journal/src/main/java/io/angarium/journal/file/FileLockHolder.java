package io.angarium.journal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The operating system's lock on the file {@code lock}, which also names the process that holds it. The file stays behind when
 * the lock is released: it is the lock that counts, so a process that died leaves nothing to clean up.
 *
 * <p>POSIX drops a process's lock when the process closes <em>any</em> descriptor of the file. So a second owner in this JVM must
 * not even open it: the set of files locked here is looked at first.
 */
final class FileLockHolder implements DiskLock {
    static final String NAME = "lock";

    private static final int NAME_BYTES = 32;
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;

    private FileLockHolder(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    static FileLockHolder take(Path directory) throws IOException {
        Path key = directory.toRealPath();
        if (!HELD_HERE.add(key)) {
            throw new LockHeldException(ownName());
        }
        boolean taken = false;
        try {
            FileLockHolder holder = new FileLockHolder(key, lock(key.resolve(NAME)));
            taken = true;
            return holder;
        } finally {
            if (!taken) {
                HELD_HERE.remove(key);
            }
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new LockHeldException(holder(channel));
            }
            // Always the same length, and never truncated first: a full disk must not keep the owner out.
            String name = ownName() + " ".repeat(NAME_BYTES - 1 - ownName().length()) + "\n";
            channel.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return channel;
        } catch (IOException failure) {
            throw DiskErrors.classify(failure, "locking " + file);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static String ownName() {
        return "process " + ProcessHandle.current().pid();
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(NAME_BYTES);
        channel.read(text, 0);
        String name = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return name.matches("process \\d+") ? name : "another process";
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(key);
        }
    }
}
