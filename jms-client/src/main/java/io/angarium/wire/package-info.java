/**
 * The wire protocol: frames, their codec and limits, and the encoded form of a message. The server shares this package.
 *
 * <p>Knows bytes and records only: no sockets, no threads, no {@code jakarta.jms}. The document is {@code docs/protocol.md}.
 */
@NullMarked
package io.angarium.wire;

import org.jspecify.annotations.NullMarked;
