/**
 * The reconnecting link: a decorator of the link SPI that connects again when its link breaks, builds up at the broker what was there, and
 * repeats what has had no answer ({@code docs/adr/0010-reconnecting.md}). Knows frames and links, nothing of {@code jakarta.jms}.
 */
@NullMarked
package io.angarium.jms.reconnect;

import org.jspecify.annotations.NullMarked;
