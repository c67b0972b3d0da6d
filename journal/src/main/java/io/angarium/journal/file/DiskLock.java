package io.angarium.journal.file;

import java.io.Closeable;
import java.io.IOException;

/** The exclusive lock of a directory; closing releases it. */
public interface DiskLock extends Closeable {
    @Override
    void close() throws IOException;
}
