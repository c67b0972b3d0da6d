package io.angarium.server.tool;

import java.lang.management.ManagementFactory;

/**
 * Keeps out of the way of the first connections what takes a cold JVM long: after a restart a thousand may come in the moment in which the
 * port opens. No state.
 */
final class StartUp {
    private static final String EVENTS_OF_NETTY = "io.netty.jfr.enabled";

    private StartUp() {}

    /** To be called before the broker is started. */
    static void begin() {
        if (System.getProperty(EVENTS_OF_NETTY) == null) {
            // Else the first buffer of the first connection loads and rewrites the classes of Flight Recorder, for 0.2
            // s.
            System.setProperty(EVENTS_OF_NETTY, "false");
        }
        Thread views =
                new Thread(ManagementFactory::getPlatformMBeanServer, "angarium-jmx"); // 0.2 s, needed for the views
        views.setDaemon(true);
        views.start();
    }
}
