/**
 * Database and messages together without XA: sends become rows of the application's own database transaction, and a relay moves them to
 * the broker afterwards, each once; on the other side an inbox tells what has been handled. Needs {@code java.sql} and no more; the tables
 * are those of {@link io.angarium.jms.outbox.OutboxTables}.
 */
@NullMarked
package io.angarium.jms.outbox;

import org.jspecify.annotations.NullMarked;
