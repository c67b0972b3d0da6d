/** An independent writer of protocol bytes, sample frames and a fuzzer: for the tests of this module and of the broker. */
package io.angarium.wire.testing;
