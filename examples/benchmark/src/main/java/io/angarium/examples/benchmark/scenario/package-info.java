/** What is measured: each scenario a small class over the Jakarta Messaging API, run in a driver process on the class path of one provider. */
@NullMarked
package io.angarium.examples.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
