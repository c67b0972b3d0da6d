/**
 * {@code angarium selfcheck}: applications of every kind that know nothing of trouble, a relay and a broker that make it, and a book that
 * tells what was lost, doubled or out of order. Uses the public client only. The chaos test of the build runs the same.
 */
@NullMarked
package io.angarium.server.tool.selfcheck;

import org.jspecify.annotations.NullMarked;
