/**
 * Message selectors of Jakarta Messaging 3.1 section 3.8: text in, a predicate on encoded messages out.
 *
 * <p>Immutable once parsed, so any thread may evaluate. Knows the encoded message of {@code io.angarium.wire} and nothing of the
 * engine. {@link io.angarium.server.selector.Selector} is the way in; a scanner makes tokens, a recursive descent parser makes a tree
 * of operands and conditions, and these evaluate against the facts of one message.
 */
@NullMarked
package io.angarium.server.selector;

import org.jspecify.annotations.NullMarked;
