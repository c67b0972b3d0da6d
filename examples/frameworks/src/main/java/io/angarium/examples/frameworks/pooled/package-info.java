/** {@code pooled-jms}: connections that are borrowed for one piece of work and given back. */
@NullMarked
package io.angarium.examples.frameworks.pooled;

import org.jspecify.annotations.NullMarked;
