/** How a running load is measured: counters, processor time, latencies, and the check of what was received. Knows nothing of messaging. */
@NullMarked
package io.angarium.examples.benchmark.measure;

import org.jspecify.annotations.NullMarked;
