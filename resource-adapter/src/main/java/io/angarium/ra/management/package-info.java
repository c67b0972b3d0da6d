/** What operators see of the adapter by JMX. Knows nothing of the rest of the adapter: that shows itself by the interfaces here. */
@NullMarked
package io.angarium.ra.management;

import org.jspecify.annotations.NullMarked;
