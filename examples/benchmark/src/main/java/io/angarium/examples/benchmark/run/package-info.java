/** The run: which rows, in which order, what is there already. */
@NullMarked
package io.angarium.examples.benchmark.run;

import org.jspecify.annotations.NullMarked;
