/**
 * What applications in a container hold: factories, connections, sessions, contexts that stand on managed connections and keep the rules
 * of Jakarta Messaging 3.1 chapter 12. Knows a managed connection by {@link io.angarium.ra.handle.Attachment} only.
 */
@NullMarked
package io.angarium.ra.handle;

import org.jspecify.annotations.NullMarked;
