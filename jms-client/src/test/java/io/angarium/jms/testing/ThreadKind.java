package io.angarium.jms.testing;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What threads an application may use: virtual ones are made by reflection, as the code is compiled for Java 17. */
public enum ThreadKind {
    /** Those of the operating system. */
    PLATFORM,
    /** Those of JDK 21 and later. */
    VIRTUAL;

    private static final String VIRTUAL_ONES = "newVirtualThreadPerTaskExecutor";

    /** Whether this JDK has them. */
    public boolean exists() {
        return this == PLATFORM
                || Arrays.stream(Executors.class.getMethods())
                        .anyMatch(method -> method.getName().equals(VIRTUAL_ONES));
    }

    /** Runs each task on one of its own. */
    public ExecutorService executor() {
        try {
            return this == PLATFORM
                    ? Executors.newCachedThreadPool()
                    : (ExecutorService) Executors.class.getMethod(VIRTUAL_ONES).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
