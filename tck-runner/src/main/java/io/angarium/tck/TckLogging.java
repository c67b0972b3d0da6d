package io.angarium.tck;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Properties;

/** Makes the TCK's own trace readable: without this it goes nowhere and a failure says nothing. */
final class TckLogging {
    private static final String TEST_UTIL = "com.sun.ts.lib.util.TestUtil";
    private static final String NAME_IN_TRACE = "tck";

    private TckLogging() {}

    /** Lets the TCK write its trace to the test's output; does nothing where there is no TCK. */
    static void start() {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        try {
            Class<?> util = Class.forName(TEST_UTIL);
            util.getMethod("initNoLogging", Properties.class).invoke(null, System.getProperties());
            util.getMethod("setCurrentTest", String.class, PrintWriter.class, PrintWriter.class)
                    .invoke(null, NAME_IN_TRACE, out, err);
        } catch (ReflectiveOperationException e) {
            out.println("The TCK's trace stays off: " + e);
        }
    }
}
