/**
 * The write-ahead log: batches of records appended, forced, replayed and reclaimed. Knows bytes, positions and record
 * types, nothing of messaging; needs the JDK and nothing else.
 */
@NullMarked
package io.angarium.journal;

import org.jspecify.annotations.NullMarked;
