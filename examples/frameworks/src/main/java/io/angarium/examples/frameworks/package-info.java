/** Frameworks on top of Angarium, one package for each: how they are configured, and nothing that they would not need with another provider. */
@NullMarked
package io.angarium.examples.frameworks;

import org.jspecify.annotations.NullMarked;
