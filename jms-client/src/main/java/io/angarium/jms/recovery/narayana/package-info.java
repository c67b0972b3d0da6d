/**
 * Makes Narayana recover branches on a broker. Compiled against Narayana, which the application brings; nothing else names this package,
 * so that the client works without it.
 */
@NullMarked
package io.angarium.jms.recovery.narayana;

import org.jspecify.annotations.NullMarked;
