package io.angarium.ra.inbound;

import java.lang.annotation.Annotation;

/**
 * Tells what a bean throws as part of its work from what means that it has failed: a class with {@code jakarta.ejb.ApplicationException}
 * leaves it to its annotation, and so to the container, whether the transaction commits (Jakarta Enterprise Beans 4.0, section 9.2.1).
 * The adapter knows that annotation by its name only. Pure functions.
 */
final class ApplicationExceptions {
    private static final String ANNOTATION = "jakarta.ejb.ApplicationException";

    private ApplicationExceptions() {}

    /** Whether its class, or one that it extends, says so. */
    static boolean isOne(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            for (Annotation annotation : type.getDeclaredAnnotations()) {
                if (annotation.annotationType().getName().equals(ANNOTATION)) {
                    return true;
                }
            }
        }
        return false;
    }
}
