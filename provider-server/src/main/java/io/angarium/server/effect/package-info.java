/**
 * What a journal record of the broker says: effects, that is what became true, with every id and time in it, and their encoding.
 *
 * <p>The payloads are drawn in {@code docs/journal-format.md}, section "Effects". No state, no threads, no files.
 */
@NullMarked
package io.angarium.server.effect;

import org.jspecify.annotations.NullMarked;
