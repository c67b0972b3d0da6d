/** Small programs, each under 100 lines, that use Angarium through its public surface only. */
@NullMarked
package io.angarium.examples;

import org.jspecify.annotations.NullMarked;
