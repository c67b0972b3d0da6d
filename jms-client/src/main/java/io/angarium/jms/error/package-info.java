/**
 * The one border where error codes and broken links become {@code jakarta.jms} exceptions, and checked ones unchecked ones. Knows wire and
 * link, no JMS objects.
 */
@NullMarked
package io.angarium.jms.error;

import org.jspecify.annotations.NullMarked;
