/** Where the broker is and who one is there, as beans that a container sets up. */
@NullMarked
package io.angarium.ra.broker;

import org.jspecify.annotations.NullMarked;
