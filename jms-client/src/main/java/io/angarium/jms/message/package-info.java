/**
 * The six kinds of message: headers, properties and bodies with their conversion tables, lazily decoded from the encoded form and encoded
 * once for sending. Knows no session and no link.
 */
@NullMarked
package io.angarium.jms.message;

import org.jspecify.annotations.NullMarked;
