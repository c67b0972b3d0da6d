/** Whose broker and client are measured: class paths, processes, addresses. Starts processes and talks to drivers. */
@NullMarked
package io.angarium.examples.benchmark.provider;

import org.jspecify.annotations.NullMarked;
