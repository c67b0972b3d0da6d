package io.angarium.jms.session;

import java.util.concurrent.atomic.LongAdder;

/**
 * Whether two-phase commits are used in this JVM at all, so that recovery that never runs can be told from recovery that nobody needs. One
 * for the JVM, as its transaction manager is. Any thread.
 */
public final class XaActivity {
    private static final LongAdder PREPARED = new LongAdder();

    private XaActivity() {}

    /** How many branches this client has asked brokers to prepare. */
    public static long prepared() {
        return PREPARED.sum();
    }

    static void preparing() {
        PREPARED.increment();
    }
}
