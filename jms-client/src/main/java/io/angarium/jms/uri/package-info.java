/**
 * The syntax of broker URIs: addresses, options with their types and defaults, errors that say what to write instead.
 *
 * <p>Text in, values out; knows no sockets and no {@code jakarta.jms}.
 */
@NullMarked
package io.angarium.jms.uri;

import org.jspecify.annotations.NullMarked;
