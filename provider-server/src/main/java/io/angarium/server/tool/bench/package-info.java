/**
 * Measurements behind {@code angarium bench}: the bare probe, JMS producers, and the run that interleaves them. Knows the client's public
 * surface and nothing of the commands that print its results.
 */
@NullMarked
package io.angarium.server.tool.bench;

import org.jspecify.annotations.NullMarked;
