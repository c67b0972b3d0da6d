package io.angarium.journal.testing;

import io.angarium.journal.file.DiskFullIOException;
import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.file.LockHeldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A directory in memory with the manners of a real disk at its worst. What was written since the last force of its file may be
 * lost, kept or torn by {@link #losePower} sector by sector ({@value MemoryFile#SECTOR} bytes), in any order; what was created,
 * renamed or deleted since the last force of the directory may be lost from some point on.
 *
 * <p>After a power loss, handles and locks of the life before are dead: they throw. Any thread.
 */
public final class MemoryDisk implements JournalDisk {
    private final DiskFaults faults = new DiskFaults();
    private final List<Map<String, MemoryFile>> directories = new ArrayList<>();
    private int life;
    private boolean locked;

    /** Creates an empty disk. */
    public MemoryDisk() {
        directories.add(new HashMap<>());
    }

    /** Returns what this disk shall do wrong. */
    public DiskFaults faults() {
        return faults;
    }

    /** The machine stops and starts again. All orders given to {@link #faults()} are forgotten. */
    public synchronized void losePower(RandomGenerator random, Survival survival) {
        life++;
        locked = false;
        faults.heal();
        Map<String, MemoryFile> kept = directories.get(survival.pick(random, directories.size()));
        kept.values().forEach(file -> file.losePower(random, survival));
        settle(kept);
    }

    /** The process dies and the machine goes on: all writes are kept, even unforced ones, and may be lost later. */
    public synchronized void killProcess() {
        life++;
        locked = false;
        faults.heal();
    }

    /** Returns a copy of the bytes of a file, whether forced or not. */
    public synchronized byte[] contents(String name) {
        return directory().get(name).contents();
    }

    /** Replaces or creates a file, forced. */
    public synchronized void replace(String name, byte[] contents) {
        MemoryFile file = directory().getOrDefault(name, new MemoryFile());
        file.replace(contents);
        Map<String, MemoryFile> changed = new HashMap<>(directory());
        changed.put(name, file);
        settle(changed);
    }

    /** Removes a file for good. */
    public synchronized void remove(String name) {
        Map<String, MemoryFile> changed = new HashMap<>(directory());
        changed.remove(name);
        settle(changed);
    }

    /** Inverts bits of one byte. */
    public synchronized void flip(String name, int offset, int mask) {
        directory().get(name).flip(offset, mask);
    }

    /** Returns a disk with the same files, all forced. */
    public synchronized MemoryDisk copy() {
        MemoryDisk copy = new MemoryDisk();
        directory().forEach((name, file) -> copy.replace(name, file.contents()));
        return copy;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public synchronized DiskLock lock() throws IOException {
        if (locked) {
            throw new LockHeldException("this test");
        }
        locked = true;
        int own = life;
        return () -> unlock(own);
    }

    private synchronized void unlock(int own) {
        if (own == life) {
            locked = false;
        }
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(directory().keySet());
    }

    @Override
    public synchronized JournalFile create(String name) throws IOException {
        if (directory().containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        MemoryFile file = new MemoryFile();
        change().put(name, file);
        return new Handle(file);
    }

    @Override
    public synchronized JournalFile open(String name, Access access) throws IOException {
        return new Handle(existing(name));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        existing(name);
        change().remove(name);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        MemoryFile file = existing(from);
        if (directory().containsKey(to)) {
            throw new FileAlreadyExistsException(to);
        }
        Map<String, MemoryFile> changed = change();
        changed.remove(from);
        changed.put(to, file);
    }

    @Override
    public synchronized void forceDirectory() throws IOException {
        begin();
        settle(directory());
    }

    @Override
    public synchronized long freeBytes() {
        return Math.max(0, faults.capacity() - usedBytes());
    }

    /** Returns how many bytes all files have together. */
    public synchronized long usedBytes() {
        return directory().values().stream().mapToLong(MemoryFile::size).sum();
    }

    private Map<String, MemoryFile> directory() {
        return directories.get(directories.size() - 1);
    }

    private Map<String, MemoryFile> change() throws IOException {
        begin();
        directories.add(new HashMap<>(directory()));
        return directory();
    }

    private void settle(Map<String, MemoryFile> directory) {
        directories.clear();
        directories.add(directory);
    }

    private MemoryFile existing(String name) throws IOException {
        MemoryFile file = directory().get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    /** Counts a change; the power may be gone, or go now, and then whether the change was made shows after the restart. */
    private void begin() throws IOException {
        if (!faults.powered()) {
            throw new IOException("the power is gone");
        }
        faults.countOperation();
    }

    /** An open file of one life of the machine. */
    private final class Handle implements JournalFile {
        private final MemoryFile file;
        private final int own = life;
        private boolean closed;

        Handle(MemoryFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            faults.beSlow();
            synchronized (MemoryDisk.this) {
                requireOpen();
                begin();
                if (faults.countWrite()) {
                    file.write(Arrays.copyOf(bytes, bytes.length / 2), (int) offset);
                    throw new IOException("a write failed on command");
                }
                requireRoom(offset + bytes.length);
                if (!faults.takeLostWrite()) {
                    file.write(bytes, (int) offset);
                }
                requirePower();
            }
        }

        private void requireRoom(long end) throws IOException {
            long grown = Math.max(0, end - file.size());
            if (grown > freeBytes()) {
                throw new DiskFullIOException("no space left on the disk in memory");
            }
        }

        private void requirePower() throws IOException {
            if (!faults.powered()) {
                throw new IOException("the power went");
            }
        }

        @Override
        public synchronized int read(ByteBuffer target, long offset) throws IOException {
            byte[] bytes = new byte[target.remaining()];
            synchronized (MemoryDisk.this) {
                requireOpen();
                if (faults.countRead()) {
                    throw new IOException("a read failed on command");
                }
                int count = file.read(bytes, (int) Math.min(offset, Integer.MAX_VALUE));
                target.put(bytes, 0, count);
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            faults.awaitThaw();
            faults.beSlow();
            synchronized (MemoryDisk.this) {
                requireOpen();
                begin();
                if (faults.countForce()) {
                    throw new IOException("a force failed on command");
                }
                requirePower();
                if (!faults.lying()) {
                    file.force();
                }
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (MemoryDisk.this) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void requireOpen() throws IOException {
            if (closed || own != life) {
                throw new IOException(closed ? "the file is closed" : "this handle is of an earlier life");
            }
        }
    }
}
