/**
 * The client library: connection factories and everything behind them. Applications name the classes of this package
 * and the {@code jakarta.jms} interfaces, nothing deeper.
 */
@NullMarked
package io.angarium.jms;

import org.jspecify.annotations.NullMarked;
