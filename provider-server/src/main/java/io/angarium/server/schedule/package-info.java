/**
 * When messages are to be delivered that say so themselves: moments, and recurring times of cron expressions. Pure functions: no state, no clock. The only package
 * that knows the library for cron expressions.
 */
@NullMarked
package io.angarium.server.schedule;

import org.jspecify.annotations.NullMarked;
