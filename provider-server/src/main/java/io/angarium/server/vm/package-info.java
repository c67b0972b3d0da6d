/**
 * Links inside the JVM: {@code vm://name}. They hand frames to the same engine as the sockets do, unencoded, on the application's threads, which never touch a
 * file here.
 */
@NullMarked
package io.angarium.server.vm;

import org.jspecify.annotations.NullMarked;
