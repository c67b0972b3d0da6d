/**
 * Orders come in by a queue, become rows of a database, and an event goes out, all of it or nothing, whoever is killed when: once with
 * XA, Narayana and Derby, once with an outbox and an inbox and no XA. {@code docs/xa.md} and {@code docs/outbox.md} show this code;
 * {@code docs/tasks.md} that of receipts, which are written and mailed as tasks.
 */
@NullMarked
package io.angarium.examples.orders;

import org.jspecify.annotations.NullMarked;
