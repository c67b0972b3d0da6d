/**
 * Managed connections for the container's pool, Connectors 2.1 chapters 6 to 9: made, matched, validated, in its transactions, told of
 * when they break. Owns the physical connections; what applications hold is {@code io.angarium.ra.handle}.
 */
@NullMarked
package io.angarium.ra.outbound;

import org.jspecify.annotations.NullMarked;
