package io.angarium.journal.testing;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes everything on to another disk and tells first which step comes, by name: {@code create NAME}, {@code write NAME}, {@code force
 * NAME}, {@code rename FROM TO}, {@code delete NAME}, {@code forceDirectory}. Reading has no name. Any thread.
 */
public final class HaltingDisk implements JournalDisk {
    private final JournalDisk disk;
    private final Consumer<String> before;

    /**
     * @param disk where everything goes
     * @param before told of each step before it is done, on the thread that does it
     */
    public HaltingDisk(JournalDisk disk, Consumer<String> before) {
        this.disk = disk;
        this.before = before;
    }

    /** A disk on which this JVM ends, as a SIGKILL would end it, before the so-manieth step (from 1) whose name begins like this. */
    public static HaltingDisk haltingAt(JournalDisk disk, String step, int which) {
        int[] left = {which};
        return new HaltingDisk(disk, name -> {
            synchronized (left) {
                if (name.startsWith(step) && --left[0] == 0) {
                    Runtime.getRuntime().halt(137);
                }
            }
        });
    }

    @Override
    public String describe() {
        return disk.describe();
    }

    @Override
    public DiskLock lock() throws IOException {
        return disk.lock();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public JournalFile create(String name) throws IOException {
        before.accept("create " + name);
        return new Named(name, disk.create(name));
    }

    @Override
    public JournalFile open(String name, Access access) throws IOException {
        return new Named(name, disk.open(name, access));
    }

    @Override
    public void delete(String name) throws IOException {
        before.accept("delete " + name);
        disk.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        before.accept("rename " + from + " " + to);
        disk.rename(from, to);
    }

    @Override
    public void forceDirectory() throws IOException {
        before.accept("forceDirectory");
        disk.forceDirectory();
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    private final class Named implements JournalFile {
        private final String name;
        private final JournalFile file;

        private Named(String name, JournalFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            before.accept("write " + name);
            file.write(source, offset);
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            return file.read(target, offset);
        }

        @Override
        public void force() throws IOException {
            before.accept("force " + name);
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
