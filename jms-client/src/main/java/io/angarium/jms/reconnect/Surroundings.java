package io.angarium.jms.reconnect;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, as the reconnecting link sees them.
 *
 * @param nanoClock as {@link System#nanoTime}
 * @param random from 0 to 1
 */
record Surroundings(LongSupplier nanoClock, DoubleSupplier random) {

    static final Surroundings REAL =
            new Surroundings(System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
}
