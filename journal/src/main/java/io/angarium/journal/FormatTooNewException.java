package io.angarium.journal;

/** A segment was written in a format of a later version of this software; nothing was touched. */
public final class FormatTooNewException extends JournalException {
    private static final long serialVersionUID = 1L;

    FormatTooNewException(String file, int version, int known) {
        super(
                "The segment " + file + " has format version " + version + ", this software reads up to version "
                        + known + "; use the version that wrote it, or a later one.",
                null);
    }
}
