package io.angarium.journal;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A disk of which bytes that cannot be read are zeros, each such block told once. Nothing can be written. One thread. */
final class ForgivingDisk implements JournalDisk {
    private static final int BLOCK = 4096;

    private final JournalDisk disk;
    private final Consumer<Loss> losses;
    private final Set<String> told = new HashSet<>();

    ForgivingDisk(JournalDisk disk, Consumer<Loss> losses) {
        this.disk = disk;
        this.losses = losses;
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
        throw new IOException("a damaged journal is only read");
    }

    @Override
    public JournalFile open(String name, Access access) throws IOException {
        return new Forgiving(name, disk.open(name, Access.READ));
    }

    @Override
    public void delete(String name) throws IOException {
        throw new IOException("a damaged journal is only read");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw new IOException("a damaged journal is only read");
    }

    @Override
    public void forceDirectory() {
        // nothing was written
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    private final class Forgiving implements JournalFile {
        private final String name;
        private final JournalFile file;

        private Forgiving(String name, JournalFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            throw new IOException("a damaged journal is only read");
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            int begin = target.position();
            try {
                return file.read(target, offset);
            } catch (IOException somewhere) {
                target.position(begin);
                return piecewise(target, offset);
            }
        }

        private int piecewise(ByteBuffer target, long offset) throws IOException {
            int limit = target.limit();
            int wanted = (int) Math.max(0, Math.min(target.remaining(), file.size() - offset));
            int done = 0;
            while (done < wanted) {
                int length = (int) Math.min(BLOCK - (offset + done) % BLOCK, wanted - done);
                int at = target.position();
                target.limit(at + length);
                try {
                    file.read(target, offset + done);
                } catch (IOException unreadable) {
                    target.position(at).put(new byte[length]);
                    tell(offset + done, length, unreadable);
                }
                target.limit(limit).position(at + length);
                done += length;
            }
            return done;
        }

        private void tell(long offset, int length, IOException why) {
            if (told.add(name + ":" + offset / BLOCK)) {
                losses.accept(new Loss(name, offset, length, "the disk cannot read this: " + why.getMessage()));
            }
        }

        @Override
        public void force() {
            // nothing was written
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
