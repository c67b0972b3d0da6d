/**
 * Tasks on queues, for any provider of Jakarta Messaging 2.0 or later: submit, retry, wait for the result, revoke, chains, groups, limits of rate.
 * What a task leaves behind is in the transaction that acknowledges it (section 6.2.7 of Jakarta Messaging). Knows the API and nothing else of
 * this client; the messages are described in {@code docs/tasks.md}.
 */
@NullMarked
package io.angarium.jms.task;

import org.jspecify.annotations.NullMarked;
