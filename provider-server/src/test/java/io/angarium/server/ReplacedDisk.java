package io.angarium.server;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import java.io.IOException;
import java.util.List;

/** The disk of a journal that somebody else replaces by another state of it, at the moment when a file of a kind is to be opened. One thread. */
final class ReplacedDisk implements JournalDisk {
    private final JournalDisk later;
    private final String kind;
    private JournalDisk now;

    ReplacedDisk(JournalDisk before, JournalDisk later, String kind) {
        this.now = before;
        this.later = later;
        this.kind = kind;
    }

    boolean replaced() {
        return now == later;
    }

    @Override
    public String describe() {
        return now.describe();
    }

    @Override
    public DiskLock lock() throws IOException {
        return now.lock();
    }

    @Override
    public List<String> list() throws IOException {
        return now.list();
    }

    @Override
    public JournalFile create(String name) throws IOException {
        throw new IOException("only read");
    }

    @Override
    public JournalFile open(String name, Access access) throws IOException {
        if (name.startsWith(kind)) {
            now = later;
        }
        return now.open(name, access);
    }

    @Override
    public void delete(String name) throws IOException {
        throw new IOException("only read");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw new IOException("only read");
    }

    @Override
    public void forceDirectory() {
        // nothing was written
    }

    @Override
    public long freeBytes() throws IOException {
        return now.freeBytes();
    }
}
