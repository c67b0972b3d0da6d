/**
 * Runs the Jakarta Messaging TCK, outside-container part, against a broker of this build: the JNDI names that the TCK looks up, the broker behind them, and the
 * report about a run. Nothing here needs the TCK to compile; only the Maven profile {@code tck} brings it in.
 */
@NullMarked
package io.angarium.tck;

import org.jspecify.annotations.NullMarked;
