/**
 * The disk seam of the journal: {@link io.angarium.journal.file.JournalDisk} is one directory, {@link
 * io.angarium.journal.file.JournalFile} one file in it.
 *
 * <p>The only package of the product that names {@code FileChannel}. Knows names, offsets and bytes, and nothing of segments
 * or records. Errors are {@link java.io.IOException}s; the two that a caller must tell apart have types of their own: {@link
 * io.angarium.journal.file.DiskFullIOException} and {@link io.angarium.journal.file.LockHeldException}.
 */
@NullMarked
package io.angarium.journal.file;

import org.jspecify.annotations.NullMarked;
