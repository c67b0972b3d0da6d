/** Acceptance scenarios, each a test named after it, of applications with brokers of their own. */
@NullMarked
package io.angarium.server.scenario;

import org.jspecify.annotations.NullMarked;
