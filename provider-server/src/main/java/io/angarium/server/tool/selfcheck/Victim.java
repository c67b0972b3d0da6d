package io.angarium.server.tool.selfcheck;

import java.io.IOException;

/** A broker that may be killed, stopped and started again on its port. Owned by one thread. */
public interface Victim extends AutoCloseable {

    /** Where it listens. */
    int port();

    /** SIGKILL; it is gone when this returns. */
    void kill() throws InterruptedException;

    /** Starts it again on its data and port; it takes connections when this returns. */
    void restart() throws IOException;

    /** Lets its process stand still, or go on. */
    void freeze(boolean still) throws IOException, InterruptedException;

    /** Whether {@link #freeze} works on this system. */
    boolean canFreeze();

    @Override
    void close();
}
