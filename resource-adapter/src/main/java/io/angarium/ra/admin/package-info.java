/** Queues and topics that an administrator sets up in the container: Connectors 2.1 section 13.4.2.3. */
@NullMarked
package io.angarium.ra.admin;

import org.jspecify.annotations.NullMarked;
