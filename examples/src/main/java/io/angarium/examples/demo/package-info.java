/**
 * The demo behind {@code examples/demo.sh}: a broker process that is killed in the middle of its work, a producer process, two consumer
 * processes, and a ledger that compares what was confirmed with what arrived.
 *
 * <p>{@link io.angarium.examples.demo.OrderProducer} and {@link io.angarium.examples.demo.OrderConsumer} are ordinary programs that know
 * only the client's public surface; they tell {@link io.angarium.examples.demo.Demo} what they did in lines on their standard output.
 */
@NullMarked
package io.angarium.examples.demo;

import org.jspecify.annotations.NullMarked;
