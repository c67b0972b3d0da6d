/** Peers that speak the protocol byte by byte, for tests of a live broker. */
@NullMarked
package io.angarium.server.testing;

import org.jspecify.annotations.NullMarked;
