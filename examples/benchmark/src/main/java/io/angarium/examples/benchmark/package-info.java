/** Runs the same Jakarta Messaging code against several providers and compares them. {@link io.angarium.examples.benchmark.Benchmark}. */
@NullMarked
package io.angarium.examples.benchmark;

import org.jspecify.annotations.NullMarked;
