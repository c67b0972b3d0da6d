/** The process that plays the client: takes orders on standard input, runs scenarios, writes figures on standard output. */
@NullMarked
package io.angarium.examples.benchmark.driver;

import org.jspecify.annotations.NullMarked;
