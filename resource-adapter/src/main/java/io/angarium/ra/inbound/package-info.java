/**
 * Message-driven beans, Connectors 2.1 chapter 13: what an activation means, its connection while it has one, deliveries on the
 * container's threads and in its transactions, and what happens when the broker or the bean fails.
 */
@NullMarked
package io.angarium.ra.inbound;

import org.jspecify.annotations.NullMarked;
