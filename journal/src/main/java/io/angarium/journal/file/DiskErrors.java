package io.angarium.journal.file;

import java.io.IOException;
import java.util.List;

/** Tells a full disk from other failures: the one place that knows the system's wording. */
final class DiskErrors {
    private static final List<String> FULL = List.of("no space left", "disk quota exceeded", "not enough space");

    private DiskErrors() {}

    static IOException classify(IOException failure, String doing) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(java.util.Locale.ROOT);
        return FULL.stream().anyMatch(message::contains)
                ? new DiskFullIOException("no space left while " + doing, failure)
                : failure;
    }
}
