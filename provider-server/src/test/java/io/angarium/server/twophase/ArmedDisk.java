package io.angarium.server.twophase;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A disk that halts the JVM around the force of what contains certain bytes, say the name of a transaction. It is told which while it
 * is in use; any thread.
 */
final class ArmedDisk implements JournalDisk {
    private final JournalDisk real;
    private volatile Trap trap;

    private record Trap(String bytes, boolean beforeTheForce) {}

    ArmedDisk(JournalDisk real) {
        this.real = real;
    }

    /**
     * Halts when such bytes have been written: before they are forced, or when they have been.
     *
     * @param armed says so; it does not halt before that, whatever is written meanwhile
     */
    synchronized void arm(byte[] bytes, boolean beforeTheForce, Runnable armed) {
        trap = new Trap(new String(bytes, StandardCharsets.ISO_8859_1), beforeTheForce);
        armed.run();
    }

    private synchronized void halt() {
        Runtime.getRuntime().halt(Crossing.HALTED);
    }

    @Override
    public String describe() {
        return real.describe();
    }

    @Override
    public DiskLock lock() throws IOException {
        return real.lock();
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public JournalFile create(String name) throws IOException {
        return new ArmedFile(real.create(name));
    }

    @Override
    public JournalFile open(String name, Access access) throws IOException {
        return new ArmedFile(real.open(name, access));
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void forceDirectory() throws IOException {
        real.forceDirectory();
    }

    @Override
    public long freeBytes() throws IOException {
        return real.freeBytes();
    }

    private final class ArmedFile implements JournalFile {
        private final JournalFile file;
        private volatile Trap sprung;

        ArmedFile(JournalFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            Trap set = trap;
            if (set != null
                    && StandardCharsets.ISO_8859_1
                            .decode(source.duplicate())
                            .toString()
                            .contains(set.bytes())) {
                sprung = set;
            }
            file.write(source, offset);
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            return file.read(target, offset);
        }

        @Override
        public void force() throws IOException {
            Trap caught = sprung;
            if (caught != null && caught.beforeTheForce()) {
                halt();
            }
            file.force();
            if (caught != null) {
                halt();
            }
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
