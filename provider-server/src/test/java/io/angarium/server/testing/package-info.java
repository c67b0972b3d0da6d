/** Peers that speak the protocol byte by byte, for tests of a live broker; what the API has, for tests of its implementation. */
@NullMarked
package io.angarium.server.testing;

import org.jspecify.annotations.NullMarked;
