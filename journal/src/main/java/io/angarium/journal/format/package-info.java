/**
 * The bytes of the journal: segment header and footer, batch header, record frame, and the salt of every checksum. Each class
 * draws the format it reads and writes; the document is {@code docs/journal-format.md}.
 *
 * <p>Knows buffers only: no files, no threads.
 */
@NullMarked
package io.angarium.journal.format;

import org.jspecify.annotations.NullMarked;
