/** From results to medians, tables, CSV, charts and the page in the documentation. Pure functions over results. */
@NullMarked
package io.angarium.examples.benchmark.report;

import org.jspecify.annotations.NullMarked;
