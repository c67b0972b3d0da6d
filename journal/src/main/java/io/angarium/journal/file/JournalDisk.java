package io.angarium.journal.file;

import java.io.IOException;
import java.util.List;

/**
 * One directory that holds a journal. Names are plain file names without separators.
 *
 * <p>Creating, renaming and deleting are durable only after {@link #forceDirectory()}. Threads: any; the callers see to it that
 * a name is handled by one thread at a time.
 */
public interface JournalDisk {
    /** Returns what messages to people call this directory, usually its path. */
    String describe();

    /**
     * Takes the exclusive lock of the directory, which is created when it does not exist.
     *
     * @throws LockHeldException when another process, or another owner in this one, holds it
     */
    DiskLock lock() throws IOException;

    /** Returns the names of the files, in no order; none when the directory does not exist. */
    List<String> list() throws IOException;

    /** Creates a file that must not exist, open for reading and writing. */
    JournalFile create(String name) throws IOException;

    /** Opens a file that must exist. */
    JournalFile open(String name, Access access) throws IOException;

    /** Deletes a file that must exist. */
    void delete(String name) throws IOException;

    /** Gives a file another name that must not be taken. */
    void rename(String from, String to) throws IOException;

    /** Makes earlier creations, renames and deletions durable. */
    void forceDirectory() throws IOException;

    /** Returns how many bytes the file system has free for this process. */
    long freeBytes() throws IOException;

    /** Returns the kind of the file system, as the operating system names it; {@code unknown} if that cannot be told. */
    default String fileSystem() {
        return "unknown";
    }

    /** What an opened file may be used for. */
    enum Access {
        /** Reading only. */
        READ,
        /** Reading and writing. */
        WRITE
    }
}
