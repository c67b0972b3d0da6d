/**
 * What a session needs to receive: buffers, credit, the gate that starts and stops delivery, acknowledgement in each mode, the thread that
 * runs listeners.
 */
@NullMarked
package io.angarium.jms.receiving;

import org.jspecify.annotations.NullMarked;
